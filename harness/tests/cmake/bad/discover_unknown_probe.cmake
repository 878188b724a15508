# expect: highwater_discover_tests(tests): unknown probe 'dhat'; known are counting and massif
add_executable(tests tests.cc)
highwater_discover_tests(tests PROBES dhat)
