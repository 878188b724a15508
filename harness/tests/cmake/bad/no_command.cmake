# expect: highwater_add_scenario(a): COMMAND is missing; give an executable target and its arguments
highwater_add_scenario(NAME a)
