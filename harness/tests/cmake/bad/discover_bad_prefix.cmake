# expect: highwater_discover_tests(tests): bad NAME '../up'
add_executable(tests tests.cc)
highwater_discover_tests(tests PREFIX ../up)
