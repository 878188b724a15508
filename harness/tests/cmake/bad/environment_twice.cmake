# expect: ENVIRONMENT sets 'LANG' twice
highwater_add_scenario(NAME a COMMAND scenario_parse ENVIRONMENT LANG=C LANG=en)
