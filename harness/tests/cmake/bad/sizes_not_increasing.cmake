# expect: SIZES has 1M after 2097152 bytes; give increasing sizes from 1 on
highwater_add_scenario(NAME a COMMAND scenario_parse {size} SIZES 2M 1M)
