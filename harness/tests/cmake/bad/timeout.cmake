# expect: highwater_add_scenario(a): bad TIMEOUT '2m'; give whole seconds, 1 to 99999
highwater_add_scenario(NAME a COMMAND scenario_parse TIMEOUT 2m)
