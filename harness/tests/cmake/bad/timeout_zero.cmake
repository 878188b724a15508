# expect: bad TIMEOUT '0'; give whole seconds, 1 to 99999
highwater_add_scenario(NAME a COMMAND scenario_parse TIMEOUT 0)
