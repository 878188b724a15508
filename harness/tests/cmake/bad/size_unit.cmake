# expect: bad size '2X' in SIZES; give bytes as in 1024, 4KiB, 2MiB, 1GiB
highwater_add_scenario(NAME a COMMAND scenario_parse {size} SIZES 1M 2X)
