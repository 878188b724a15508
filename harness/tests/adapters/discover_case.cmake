# SPDX-License-Identifier: Apache-2.0
# highwater_discover_tests in a project of somebody's own: each case of a GoogleTest program that knows nothing of Highwater is a
# scenario in the manifest, in ctest, and for update and check. -DROOT -DCOMMAND -DSCRATCH -DGENERATOR.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/../cmake/configure.cmake")
set(build "${SCRATCH}/build")
set(baselines "${SCRATCH}/baselines")
file(REMOVE_RECURSE "${baselines}")
unset(ENV{HIGHWATER_REASON})

# Of a project that behaves so, and has been built; the build's result and output, in one line.
function(build_as behaviour out_result out_output)
  file(WRITE "${build}/behaviour.txt" "${behaviour}\n")
  execute_process(COMMAND ${CMAKE_COMMAND} ${ARGN} "${build}" OUTPUT_VARIABLE output ERROR_VARIABLE output
                  RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "does not configure as ${behaviour}:\n${output}")
  endif()
  execute_process(COMMAND ${CMAKE_COMMAND} --build "${build}" --target highwater-gate RESULT_VARIABLE result
                  OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  set(${out_result} "${result}" PARENT_SCOPE)
  set(${out_output} "${output}" PARENT_SCOPE)
endfunction()

function(run_tests out_output)
  execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir "${build}" -L memory -j2 --output-on-failure OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  set(${out_output} "${output}" PARENT_SCOPE)
endfunction()

configure("${CMAKE_CURRENT_LIST_DIR}/discover" "${build}" result output "-DHIGHWATER_ROOT=${ROOT}"
          "-DHIGHWATER_COMMAND=${COMMAND}" "-DHIGHWATER_BASELINES=${baselines}" -DHIGHWATER_GATE=ON
          -DCMAKE_BUILD_TYPE=Release)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "does not configure:\n${output}")
endif()

# Before the program is built there is no test that passes.
execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir "${build}" OUTPUT_VARIABLE output ERROR_VARIABLE output)
expect("not built" "${output}" "memory.unit_NOT_BUILT" "0% tests passed")
execute_process(COMMAND "${COMMAND}" list --manifest "${build}/highwater.json" RESULT_VARIABLE result OUTPUT_VARIABLE output
                ERROR_VARIABLE output)
expect("not built, list" "${output}" "the manifest includes it, and it is not there" "hint: build the test program")
if(NOT result EQUAL 2)
  message(FATAL_ERROR "list without the program: exit code ${result}")
endif()

build_as(thrifty result output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "does not build:\n${output}")
endif()
execute_process(COMMAND "${COMMAND}" list --manifest "${build}/highwater.json" OUTPUT_VARIABLE output
                COMMAND_ERROR_IS_FATAL ANY)
expect("list" "${output}" unit/Cache.Keeps unit/Few/Sizes.AreKept/0 unit/Few/Sizes.AreKept/1 unit/Few/Twice.Is/0)
if(output MATCHES "DISABLED")
  message(FATAL_ERROR "a disabled test is a scenario:\n${output}")
endif()

execute_process(COMMAND ${CMAKE_COMMAND} --build "${build}" --target highwater-update RESULT_VARIABLE result
                OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "first numbers need no reason:\n${output}")
endif()
expect("first numbers" "${output}" "4 of 4 baselines changed")
file(GLOB_RECURSE files "${baselines}/*/unit/Cache.Keeps.json")
file(READ "${files}" text)
string(JSON absolute GET "${text}" metrics peak_bytes absolute)
if(NOT absolute EQUAL 2048)
  message(FATAL_ERROR "TOLERANCE did not reach the baseline:\n${text}")
endif()
run_tests(output)
expect("unchanged" "${output}" "100% tests passed, 0 tests failed out of 4" "memory.counting.unit/Few/Sizes.AreKept/1")

# The case that has come to keep more fails, and no other.
build_as(wasteful result output)
run_tests(output)
expect("wasteful" "${output}" "75% tests passed, 1 tests failed out of 4" "memory.counting.unit/Cache.Keeps (Failed)"
       "REGRESSION")

# What would make the gate empty fails the build.
build_as(empty result output)
expect("lists nothing" "${output}" "highwater_discover_tests(unit_tests):" "lists no tests with the filter '*'"
       "hint: is it a GoogleTest program")
if(result EQUAL 0)
  message(FATAL_ERROR "a program without tests was accepted")
endif()
build_as(broken result output)
expect("ends early" "${output}" "--gtest_list_tests failed: 7" "hint: does the program end before")
if(result EQUAL 0)
  message(FATAL_ERROR "a program that does not list its tests was accepted")
endif()

# Two targets with one scenario name: unit + Few/Twice.Is/0, and unit/Few + Twice.Is/0.
build_as(thrifty result output -DCLASH=ON)
expect("clash" "${output}" "highwater_discover_tests(other_tests): there is a scenario unit/Few/Twice.Is/0 already"
       "hint: give one of the two targets another PREFIX")
if(result EQUAL 0)
  message(FATAL_ERROR "two scenarios of one name were accepted")
endif()
# The target is gone, and its scenarios with it.
build_as(thrifty result output -DCLASH=OFF)
run_tests(output)
expect("without the other" "${output}" "100% tests passed, 0 tests failed out of 4")
