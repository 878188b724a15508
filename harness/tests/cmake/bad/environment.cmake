# expect: bad ENVIRONMENT 'LANG'; give NAME=value
highwater_add_scenario(NAME a COMMAND scenario_parse ENVIRONMENT LANG)
