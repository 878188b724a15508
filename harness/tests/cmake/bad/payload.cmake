# expect: bad PAYLOAD 'twelve'; give bytes as in 1024, 4KiB, 2MiB, 1GiB
highwater_add_scenario(NAME a COMMAND scenario_parse PAYLOAD twelve)
