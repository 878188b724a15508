# expect: COMMAND names target 'scenario_prase', which is not defined; define it first
highwater_add_scenario(NAME a COMMAND $<TARGET_FILE:scenario_prase>)
