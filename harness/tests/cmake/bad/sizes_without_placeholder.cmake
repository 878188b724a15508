# expect: SIZES without '{size}' in COMMAND: every size would run the same
highwater_add_scenario(NAME a COMMAND scenario_parse SIZES 1M 2M)
