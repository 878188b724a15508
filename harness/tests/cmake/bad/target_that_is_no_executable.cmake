# expect: COMMAND's target 'notes' is no executable but a UTILITY
add_custom_target(notes)
highwater_add_scenario(NAME a COMMAND notes)
