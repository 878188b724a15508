# expect: highwater_add_scenario(): NAME is missing; give a name such as family/variant
highwater_add_scenario(COMMAND scenario_parse)
