# SPDX-License-Identifier: Apache-2.0
# CASE.cmake is refused, with the text of its first line, `# expect: …`.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/configure.cmake")
file(READ "${CASE}.cmake" text)
string(REGEX MATCH "^# expect: ([^\n]+)" expected "${text}")
set(expected "${CMAKE_MATCH_1}")
file(STRINGS "${CASE}.cmake" options REGEX "^# option: ")
list(TRANSFORM options REPLACE "^# option: " "")
configure("${CMAKE_CURRENT_LIST_DIR}/project" "${SCRATCH}/build" result output ${options})
string(FIND "${output}" "${expected}" found)
if(result EQUAL 0 OR expected STREQUAL "" OR found EQUAL -1)
  message(FATAL_ERROR "expected a refusal with '${expected}'; result ${result}:\n${output}")
endif()
