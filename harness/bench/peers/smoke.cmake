# SPDX-License-Identifier: Apache-2.0
# cmake -DPEERS=<highwater_peers> -DJSON=<file> -P smoke.cmake: the comparison runs, and its JSON says what it measured.
# ctest calls it. Times are not looked at, beyond that there are some.
cmake_minimum_required(VERSION 3.25)
file(REMOVE "${JSON}")
execute_process(COMMAND "${PEERS}" --scale 0.001 --runs 1 --engines bare,counters,sites --workloads churn1,churn2 --json "${JSON}"
                RESULT_VARIABLE code OUTPUT_VARIABLE table ERROR_VARIABLE errors)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "highwater_peers: ${code}\n${table}${errors}")
endif()
file(READ "${JSON}" json)

function(expect expected)
  string(JSON value GET "${json}" ${ARGN})
  if(NOT value STREQUAL expected)
    message(FATAL_ERROR "${JSON}: ${ARGN} is '${value}', expected '${expected}'\n${json}")
  endif()
endfunction()

string(JSON count LENGTH "${json}" rows)
if(NOT count EQUAL 6)
  message(FATAL_ERROR "${JSON}: ${count} rows, expected 6\n${json}")
endif()
set(row 0)
foreach(workload IN ITEMS churn1 churn2)
  foreach(engine IN ITEMS bare counters sites)
    expect(${workload} rows ${row} workload)
    expect(${engine} rows ${row} engine)
    expect(1 rows ${row} runs)
    expect("" rows ${row} failure)  # null
    string(JSON seconds GET "${json}" rows ${row} seconds median)
    if(NOT seconds GREATER 0)
      message(FATAL_ERROR "${JSON}: row ${row} took '${seconds}' seconds\n${json}")
    endif()
    math(EXPR row "${row} + 1")
  endforeach()
endforeach()
# 20 million operations scaled to 20,000, each one allocation, and what the C and C++ runtime libraries allocate.
foreach(row IN ITEMS 1 2 4 5)
  string(JSON allocations GET "${json}" rows ${row} allocations)
  if(allocations LESS 20000 OR allocations GREATER 20100)
    message(FATAL_ERROR "${JSON}: row ${row} counted ${allocations} allocations of 20,000 and a few\n${json}")
  endif()
endforeach()

# What cannot be measured is a row, and the command fails.
execute_process(COMMAND "${PEERS}" --scale 0.001 --runs 1 --engines bare,counters --workloads churn1 --highwater /nonexistent
                RESULT_VARIABLE code OUTPUT_VARIABLE table ERROR_QUIET)
if(NOT code EQUAL 1 OR NOT table MATCHES "counters +failed: /nonexistent: exec: No such file or directory")
  message(FATAL_ERROR "an absent engine: exit code ${code}, expected 1 and a row\n${table}")
endif()
