# expect: highwater_discover_tests(absent): there is no such target; define it first
highwater_discover_tests(absent)
