# SPDX-License-Identifier: Apache-2.0
# cmake -DBUILD=<build folder> -P edge_case_labels.cmake: ctest -L finds tests for each of E01 to E76.
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir "${BUILD}" --print-labels OUTPUT_VARIABLE labels COMMAND_ERROR_IS_FATAL ANY)
set(missing "")
foreach(i RANGE 1 76)
  if(i LESS 10)
    set(i "0${i}")
  endif()
  if(NOT labels MATCHES "\n *E${i}\n")
    list(APPEND missing "E${i}")
  endif()
endforeach()
if(missing)
  list(JOIN missing " " missing)
  message(FATAL_ERROR "no test that is built has the label: ${missing}")
endif()
