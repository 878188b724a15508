# expect: unknown metric 'peak_rss_bytes' in TOLERANCE; known are peak_bytes, retained_bytes, retained_blocks, allocated_bytes, allocations
highwater_add_scenario(NAME a COMMAND scenario_parse TOLERANCE peak_rss_bytes 1 1%)
