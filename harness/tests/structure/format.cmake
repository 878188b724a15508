# SPDX-License-Identifier: Apache-2.0
# cmake -DROOT=<project> -P format.cmake: every C and C++ source is as clang-format leaves it. Another major version formats
# otherwise, so only the one that Debian 12 has can judge.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/project_files.cmake")
set(major 14)

find_program(CLANG_FORMAT NAMES clang-format-${major} clang-format)
if(NOT CLANG_FORMAT)
  message(FATAL_ERROR "clang-format ${major} is not installed (Debian 12: apt-get install clang-format)")
endif()
execute_process(COMMAND "${CLANG_FORMAT}" --version OUTPUT_VARIABLE version)
if(NOT version MATCHES "version ${major}\\.")
  message(FATAL_ERROR "clang-format ${major} is needed to judge the format, and this is ${version}")
endif()

project_sources(sources)
execute_process(COMMAND "${CLANG_FORMAT}" --dry-run -Werror ${sources} WORKING_DIRECTORY "${ROOT}" RESULT_VARIABLE result
                ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  string(REGEX MATCHALL "[^\n:]+:[0-9]+:[0-9]+: error" places "${output}")
  list(TRANSFORM places REPLACE ":.*" "")
  list(REMOVE_DUPLICATES places)
  list(JOIN places " " files)
  message(NOTICE "clang-format -i ${files}")
  message(FATAL_ERROR "some sources are not formatted; the command above formats them.")
endif()
