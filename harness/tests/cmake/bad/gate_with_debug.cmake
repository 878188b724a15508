# expect: HIGHWATER_GATE=ON, but such a build has no baselines (CMAKE_BUILD_TYPE='Debug': unoptimised programs allocate otherwise than the ones shipped). Build one of Release, RelWithDebInfo, MinSizeRel without sanitizers, or set HIGHWATER_GATE=OFF.
# option: -DHIGHWATER_GATE=ON
# option: -DCMAKE_BUILD_TYPE=Debug
highwater_add_scenario(NAME a COMMAND scenario_parse)
