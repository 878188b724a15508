# expect: highwater_add_scenario(a/b): there is a scenario of that name already; names are unique in a project
highwater_add_scenario(NAME a/b COMMAND scenario_parse)
highwater_add_scenario(NAME a/b COMMAND scenario_parse --other)
