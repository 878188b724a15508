# expect: TOLERANCE names peak_bytes twice
highwater_add_scenario(NAME a COMMAND scenario_parse TOLERANCE peak_bytes 1 1% peak_bytes 2 2%)
