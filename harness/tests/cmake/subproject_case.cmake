# SPDX-License-Identifier: Apache-2.0
# Highwater as a subproject: the manifest, the baselines and the tests are the consumer's, Highwater's own tests and
# scenarios stay away, and a scenario needs nothing but the public header.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/configure.cmake")
set(build "${SCRATCH}/build")
configure("${CMAKE_CURRENT_LIST_DIR}/subproject" "${build}" result output "-DHIGHWATER_ROOT=${ROOT}"
          -DCMAKE_BUILD_TYPE=Release -DHIGHWATER_GATE=ON)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "does not configure:\n${output}")
endif()

file(READ "${build}/highwater.json" manifest)
string(JSON count LENGTH "${manifest}" scenarios)
string(JSON baselines GET "${manifest}" baselines)
if(NOT count EQUAL 1 OR NOT baselines STREQUAL "${CMAKE_CURRENT_LIST_DIR}/subproject/baselines")
  message(FATAL_ERROR "wrong manifest:\n${manifest}")
endif()
execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir "${build}" -N OUTPUT_VARIABLE output)
if(NOT output MATCHES "memory.counting.mine.*memory.massif.mine.*Total Tests: 2")
  message(FATAL_ERROR "wrong tests:\n${output}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} --build "${build}" --target scenario_mine RESULT_VARIABLE result
                OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "does not build:\n${output}")
endif()
execute_process(COMMAND "${build}/scenario_mine" RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the scenario fails without a probe: ${result}")
endif()
