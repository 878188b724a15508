# expect: highwater_discover_tests(second): target 'first' has the PREFIX 'unit' already, and two scenarios would have one name
add_executable(first first.cc)
add_executable(second second.cc)
highwater_discover_tests(first PREFIX unit)
highwater_discover_tests(second PREFIX unit)
