# expect: SIZES has one size; give two or more, three tell every model
highwater_add_scenario(NAME a COMMAND scenario_parse {size} SIZES 1M)
