# SPDX-License-Identifier: Apache-2.0
# For the case scripts of this folder: a consumer is configured, gets baselines, passes, becomes wasteful, and fails.
include("${CMAKE_CURRENT_LIST_DIR}/../cmake/configure.cmake")

# expect_exit(WHAT EXPECTED COMMAND…): runs it; `output` becomes what it says on both streams.
function(expect_exit what expected)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT result STREQUAL expected)
    message(FATAL_ERROR "${what}: exit code ${result}, expected ${expected}:\n${text}")
  endif()
  set(output "${text}" PARENT_SCOPE)
endfunction()

# consumer_configure(SOURCE BUILD option…), from nothing, with baselines beside BUILD.
function(consumer_configure source build)
  file(REMOVE_RECURSE "${build}.baselines")
  configure("${source}" "${build}" result output -DCMAKE_BUILD_TYPE=Release -DHIGHWATER_GATE=ON
            "-DHIGHWATER_BASELINES=${build}.baselines" -DBEHAVIOUR=thrifty ${ARGN})
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${source} does not configure:\n${output}")
  endif()
endfunction()

function(_consumer_becomes build behaviour)
  expect_exit("configuring, ${behaviour}" 0 ${CMAKE_COMMAND} -DBEHAVIOUR=${behaviour} "${build}")
  expect_exit("building, ${behaviour}" 0 ${CMAKE_COMMAND} --build "${build}" --target highwater-gate)
endfunction()

function(_consumer_ctest what build expected)
  execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir "${build}" -L memory -j2 --output-on-failure
                  OUTPUT_VARIABLE text ERROR_VARIABLE text)
  expect("${what}: ctest" "${text}" "${expected}" ${ARGN})
endfunction()

# consumer_gates(BUILD COMMAND TOTAL REGRESSED…): of TOTAL ctest tests those called memory.<REGRESSED> fail when the scenarios are
# wasteful. COMMAND is `highwater` as the consumer has it.
function(consumer_gates build command total)
  unset(ENV{HIGHWATER_REASON})
  set(manifest "${build}/highwater.json")
  expect_exit("first baselines" 0 ${CMAKE_COMMAND} --build "${build}" --target highwater-update)
  _consumer_ctest(unchanged "${build}" "100% tests passed, 0 tests failed out of ${total}")
  expect_exit("check, unchanged" 0 "${command}" check --manifest "${manifest}")

  _consumer_becomes("${build}" wasteful)
  list(LENGTH ARGN failing)
  set(failed ${ARGN})
  list(TRANSFORM failed PREPEND "memory.")
  list(TRANSFORM failed APPEND " (Failed)")
  _consumer_ctest(wasteful "${build}" "${failing} tests failed out of ${total}" REGRESSION ${failed})
  expect_exit("check, wasteful" 1 "${command}" check --manifest "${manifest}")
  expect("check, wasteful" "${output}" REGRESSION "accept: ")
  execute_process(COMMAND ${CMAKE_COMMAND} --build "${build}" --target highwater-check RESULT_VARIABLE result
                  OUTPUT_QUIET ERROR_QUIET)
  if(result EQUAL 0)
    message(FATAL_ERROR "target highwater-check passes with a regression")
  endif()

  _consumer_becomes("${build}" thrifty)
  expect_exit("check, thrifty again" 0 "${command}" check --manifest "${manifest}")
endfunction()
