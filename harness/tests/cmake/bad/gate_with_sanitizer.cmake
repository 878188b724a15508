# expect: such a build has no baselines (HIGHWATER_SANITIZE=thread: a sanitizer has an allocator of its own)
# option: -DHIGHWATER_GATE=ON
# option: -DHIGHWATER_SANITIZE=thread
highwater_add_scenario(NAME a COMMAND scenario_parse)
