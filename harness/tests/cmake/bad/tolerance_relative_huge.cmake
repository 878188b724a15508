# expect: bad relative TOLERANCE '1000.5%' for peak_bytes; give at most 1000%
highwater_add_scenario(NAME a COMMAND scenario_parse TOLERANCE peak_bytes 4KiB 1000.5%)
