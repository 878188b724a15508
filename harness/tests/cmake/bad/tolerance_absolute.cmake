# expect: bad absolute TOLERANCE '4KB' for peak_bytes; give bytes as in 1024, 4KiB, 2MiB, 1GiB
highwater_add_scenario(NAME a COMMAND scenario_parse TOLERANCE peak_bytes 4KB 5%)
