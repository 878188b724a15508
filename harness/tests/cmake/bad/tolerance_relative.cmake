# expect: bad relative TOLERANCE '5' for peak_bytes; give a percentage such as 5% or a fraction such as 0.05
highwater_add_scenario(NAME a COMMAND scenario_parse TOLERANCE peak_bytes 4KiB 5)
