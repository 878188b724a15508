# expect: highwater_discover_tests(notes): it is no executable of this build
add_custom_target(notes)
highwater_discover_tests(notes)
