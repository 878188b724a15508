# expect: highwater_add_scenario(a): unknown probe 'dhat'; known are counting and massif
highwater_add_scenario(NAME a COMMAND scenario_parse PROBES counting dhat)
