# expect: bad absolute TOLERANCE '99999999999' for peak_bytes
highwater_add_scenario(NAME a COMMAND scenario_parse TOLERANCE peak_bytes 99999999999 5%)
