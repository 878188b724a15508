# SPDX-License-Identifier: Apache-2.0
# The gate in a project's own build: baselines through highwater-update, then a green ctest, then a red one that names the
# scenario. -DROOT -DCOMMAND -DSCRATCH -DGENERATOR.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/../cmake/configure.cmake")
set(build "${SCRATCH}/build")
set(baselines "${SCRATCH}/baselines")
file(REMOVE_RECURSE "${baselines}")

function(expect what text)
  foreach(expected IN LISTS ARGN)
    string(FIND "${text}" "${expected}" found)
    if(found EQUAL -1)
      message(FATAL_ERROR "${what}: expected '${expected}' in:\n${text}")
    endif()
  endforeach()
endfunction()

function(build out_result out_output)
  execute_process(COMMAND ${ARGN} ${CMAKE_COMMAND} --build "${build}" --target highwater-update RESULT_VARIABLE result
                  OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(${out_result} "${result}" PARENT_SCOPE)
  set(${out_output} "${output}" PARENT_SCOPE)
endfunction()

function(check jobs out_output)
  execute_process(COMMAND ${CMAKE_COMMAND} --build "${build}" --target highwater-gate OUTPUT_QUIET
                  COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir "${build}" -L memory -j${jobs} --output-on-failure
                  OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(${out_output} "${output}" PARENT_SCOPE)
endfunction()

function(configured)
  execute_process(COMMAND ${CMAKE_COMMAND} ${ARGN} "${build}" RESULT_VARIABLE result OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "does not configure:\n${output}")
  endif()
endfunction()

unset(ENV{HIGHWATER_REASON})
configure("${CMAKE_CURRENT_LIST_DIR}/consumer" "${build}" result output "-DHIGHWATER_ROOT=${ROOT}"
          "-DHIGHWATER_COMMAND=${COMMAND}" "-DHIGHWATER_BASELINES=${baselines}" -DHIGHWATER_GATE=ON
          -DCMAKE_BUILD_TYPE=Release -DBEHAVIOUR=thrifty)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "does not configure:\n${output}")
endif()

check(2 output)
expect("without baselines" "${output}" "0% tests passed, 4 tests failed out of 4" "no baselines for")
build(result output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "first numbers need no reason:\n${output}")
endif()
expect("first numbers" "${output}" "2 of 2 baselines changed")
foreach(jobs 1 2)
  check(${jobs} output)
  expect("unchanged, -j${jobs}" "${output}" "100% tests passed, 0 tests failed out of 4")
endforeach()

configured(-DBEHAVIOUR=wasteful)
foreach(jobs 1 2)
  check(${jobs} output)
  expect("wasteful, -j${jobs}" "${output}" "50% tests passed, 2 tests failed out of 4"
         "memory.counting.cache/large (Failed)" "memory.massif.cache/large (Failed)" "REGRESSION"
         "update --manifest ${build}/highwater.json cache/large --reason")
endforeach()

build(result output)
if(result EQUAL 0)
  message(FATAL_ERROR "a change without a reason was accepted:\n${output}")
endif()
expect("without a reason" "${output}" "no reason was given to change it" "HIGHWATER_REASON='…'")
check(2 output)
expect("still wasteful" "${output}" "50% tests passed, 2 tests failed out of 4")

build(result output ${CMAKE_COMMAND} -E env "HIGHWATER_REASON=a larger cache is worth it")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "a change with a reason was refused:\n${output}")
endif()
expect("with a reason" "${output}" "1 of 2 baselines changed")
file(GLOB_RECURSE files "${baselines}/*/cache/large.json")
file(READ "${files}" text)
expect("the baseline" "${text}" "\"reason\": \"a larger cache is worth it\"")
check(2 output)
expect("accepted" "${output}" "100% tests passed, 0 tests failed out of 4")
