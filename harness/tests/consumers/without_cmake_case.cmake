# SPDX-License-Identifier: Apache-2.0
# A project without CMake: a script that compiles, a manifest written by hand, and the command. -DPREFIX -DSCRATCH.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
set(project "${SCRATCH}/project")
file(REMOVE_RECURSE "${project}")
file(COPY "${CMAKE_CURRENT_LIST_DIR}/without_cmake/" DESTINATION "${project}")
set(ENV{PKG_CONFIG_PATH} "${PREFIX}/share/pkgconfig")
set(highwater "${PREFIX}/bin/highwater")
set(manifest --manifest "${project}/highwater.json")

expect_exit("building" 0 "${project}/build")
expect_exit("check without baselines" 4 "${highwater}" check ${manifest})
expect_exit("first baselines" 0 "${highwater}" update ${manifest})
expect("first baselines" "${output}" "2 of 2 baselines changed")
expect_exit("check" 0 "${highwater}" check ${manifest})

set(ENV{SLOTS} 64)
expect_exit("building with more slots" 0 "${project}/build")
expect_exit("check with more slots" 1 "${highwater}" check ${manifest})
expect("check with more slots" "${output}" "ring/filled" "REGRESSION" "ring.cc:")
expect_exit("the other scenario" 0 "${highwater}" check ${manifest} words/sorted)

# A program that ends with an error, and one that is not there.
file(READ "${project}/highwater.json" text)
string(REPLACE "\"64\"" "\"0\"" failing "${text}")
file(WRITE "${project}/highwater.json" "${failing}")
expect_exit("check of a scenario that fails" 3 "${highwater}" check ${manifest} ring/filled)
file(REMOVE "${project}/ring")
expect_exit("check without the program" 2 "${highwater}" check ${manifest} ring/filled)
file(WRITE "${project}/highwater.json" "{\"schema\": 1, \"scenarios\": [")
expect_exit("a manifest that is cut" 2 "${highwater}" check ${manifest})
expect("a manifest that is cut" "${output}" "highwater.json")

# The linked form, by its place in the pkg-config file.
find_program(PKG_CONFIG pkg-config REQUIRED)
expect_exit("pkg-config" 0 "${PKG_CONFIG}" --variable=counting highwater)
# For a shell: a space comes with a backslash.
string(REPLACE "\\ " " " object "${output}")
string(STRIP "${object}" object)
set(linked "${project}/linked")
expect_exit("linking" 0 c++ "-I${PREFIX}/include" -DSLOTS=16 -o "${linked}" "${project}/ring.cc" "${object}"
            -Wl,--export-dynamic-symbol=highwater_counting_library)
expect_exit("the linked form" 0 "${highwater}" run --json "${linked}.json" -- "${linked}" 64)
file(READ "${linked}.json" json)
string(JSON allocations GET "${json}" regions 0 metrics allocations)
# The ring's vector, and of each of 64 rounds the string and its text.
if(NOT allocations EQUAL 129)
  message(FATAL_ERROR "${allocations} allocations, expected 1 + 64 * 2")
endif()
