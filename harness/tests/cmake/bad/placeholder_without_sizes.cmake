# expect: COMMAND has '{size}' in it, and there are no SIZES
highwater_add_scenario(NAME a COMMAND scenario_parse --bytes={size})
