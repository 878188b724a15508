# expect: target 'late' is defined after the scenario that runs it; define it first
highwater_add_scenario(NAME a COMMAND late)
add_executable(late IMPORTED GLOBAL)
