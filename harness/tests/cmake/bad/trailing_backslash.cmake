# expect: ends with a backslash, which a CMake list cannot hold
highwater_add_scenario(NAME a COMMAND scenario_parse "b\\")
