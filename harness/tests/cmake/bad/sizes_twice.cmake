# expect: SIZES has 1024K after 1048576 bytes; give increasing sizes from 1 on
highwater_add_scenario(NAME a COMMAND scenario_parse {size} SIZES 1M 1024K)
