# expect: bad absolute TOLERANCE '4KiB' for allocations; give a whole number
highwater_add_scenario(NAME a COMMAND scenario_parse TOLERANCE allocations 4KiB 5%)
