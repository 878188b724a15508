# expect: such a build has no baselines (-fsanitize= in the compiler flags: a sanitizer has an allocator of its own)
# option: -DHIGHWATER_GATE=ON
set(CMAKE_CXX_FLAGS "-g -fsanitize=address")
highwater_add_scenario(NAME a COMMAND scenario_parse)
