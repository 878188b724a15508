# expect: TOLERANCE ends in the middle of a metric; give each as: metric absolute relative
highwater_add_scenario(NAME a COMMAND scenario_parse TOLERANCE peak_bytes 4KiB)
