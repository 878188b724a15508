# expect: highwater_discover_tests(absent): unknown argument 'TOLERANCES;x'; known are PREFIX, FILTER, PROBES
highwater_discover_tests(absent TOLERANCES x)
