# expect: highwater_add_scenario(): NAME needs a value
highwater_add_scenario(NAME COMMAND scenario_parse)
