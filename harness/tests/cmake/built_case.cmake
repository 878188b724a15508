# SPDX-License-Identifier: Apache-2.0
# What comes of scenarios in a build: what highwater-gate builds, the ctest tests and their verdicts, the manifest of a
# nested project, and what highwater-check and highwater-update run.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/configure.cmake")
set(build "${SCRATCH}/build")

configure("${CMAKE_CURRENT_LIST_DIR}/built" "${build}" result output -DCMAKE_BUILD_TYPE=Release -DHIGHWATER_GATE=ON)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "does not configure:\n${output}")
endif()

# highwater-gate: the command and the scenarios' executables, and nothing else.
execute_process(COMMAND ${CMAKE_COMMAND} --build "${build}" --target highwater-gate RESULT_VARIABLE result
                OUTPUT_VARIABLE output ERROR_VARIABLE output)
file(GLOB built RELATIVE "${build}/bin" "${build}/bin/*")
list(SORT built)
if(NOT result EQUAL 0 OR NOT built STREQUAL "helper_of_b;highwater;scenario_a")
  message(FATAL_ERROR "highwater-gate built '${built}':\n${output}")
endif()

# One test a probe; the verdicts are the same with one and with two at a time.
foreach(jobs 1 2)
  execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir "${build}" -L memory -j${jobs} --verbose
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  expect("ctest -j${jobs}" "${output}" "75% tests passed, 1 tests failed out of 4")
  expect("ctest -j${jobs}" "${output}" "memory.counting.a/worse (Failed)")
  expect("ctest -j${jobs}" "${output}" "called: check --manifest ${build}/highwater.json --probe massif a/first --ctest")
  expect("ctest -j${jobs}" "${output}" "called: check --manifest ${build}/nested/highwater.json --probe counting a/first --ctest")
endforeach()
execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir "${build}" -N -L massif OUTPUT_VARIABLE output)
expect("ctest -L massif" "${output}" "Total Tests: 1")

file(READ "${build}/nested/highwater.json" manifest)
string(JSON baselines GET "${manifest}" baselines)
if(NOT baselines STREQUAL "${CMAKE_CURRENT_LIST_DIR}/built/nested/baselines")
  message(FATAL_ERROR "baselines of the nested project: ${baselines}")
endif()
string(JSON program GET "${manifest}" scenarios 0 command 3)
if(NOT program STREQUAL "${build}/bin/helper_of_b")
  message(FATAL_ERROR "command of the nested project: ${program}")
endif()

execute_process(COMMAND ${CMAKE_COMMAND} -E env "HIGHWATER_REASON=it is worth it" ${CMAKE_COMMAND} --build "${build}"
                        --target highwater-update
                OUTPUT_VARIABLE output ERROR_VARIABLE output)
expect(highwater-update "${output}" "called: update --manifest ${build}/highwater.json reason=it is worth it")
expect(highwater-update "${output}" "called: update --manifest ${build}/nested/highwater.json reason=it is worth it")
execute_process(COMMAND ${CMAKE_COMMAND} --build "${build}" --target highwater-check OUTPUT_VARIABLE output)
expect(highwater-check "${output}" "called: check --manifest ${build}/highwater.json reason=")

# A multi-config generator: a manifest for each configuration, and no test in the one that has no baselines.
if(GENERATOR STREQUAL "Ninja")
  set(GENERATOR "Ninja Multi-Config")
  configure("${CMAKE_CURRENT_LIST_DIR}/built" "${build}" result output -DHIGHWATER_GATE=ON)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "does not configure with ${GENERATOR}:\n${output}")
  endif()
  foreach(config Debug Release)
    file(READ "${build}/${config}/highwater.json" manifest)
    string(TOLOWER "${config}" lower)
    string(JSON profile GET "${manifest}" profile)
    expect("profile of ${config}" "${profile}" "-${lower}")
    string(JSON program GET "${manifest}" scenarios 0 command 0)
    expect("program of ${config}" "${program}" "${build}/bin/${config}/scenario_a")
  endforeach()
  execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir "${build}" -C Debug -N OUTPUT_VARIABLE output)
  expect("ctest -C Debug" "${output}" "Total Tests: 0")
  execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir "${build}" -C Release -N OUTPUT_VARIABLE output)
  expect("ctest -C Release" "${output}" "Total Tests: 4")
endif()
