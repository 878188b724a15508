# SPDX-License-Identifier: Apache-2.0
# CASE.cmake configures, and its manifest is CASE.json to the byte, with @BUILD@ and @SOURCE@ for the folders. Lines
# `# option: -D…` in the case are handed to CMake.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/configure.cmake")
file(STRINGS "${CASE}.cmake" options REGEX "^# option: ")
list(TRANSFORM options REPLACE "^# option: " "")
set(source "${CMAKE_CURRENT_LIST_DIR}/project")
set(build "${SCRATCH}/build")
configure("${source}" "${build}" result output ${options})
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the case does not configure:\n${output}")
endif()

file(READ "${CASE}.json" expected)
string(REPLACE "@BUILD@" "${build}" expected "${expected}")
string(REPLACE "@SOURCE@" "${source}" expected "${expected}")
file(READ "${build}/highwater.json" manifest)
if(NOT manifest STREQUAL expected)
  message(FATAL_ERROR "${build}/highwater.json differs.\nexpected:\n${expected}\nis:\n${manifest}")
endif()
# It is JSON, and what stands in it is what was said.
string(JSON count ERROR_VARIABLE error LENGTH "${manifest}" scenarios)
if(error)
  message(FATAL_ERROR "not JSON: ${error}")
endif()
