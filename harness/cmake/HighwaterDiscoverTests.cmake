# SPDX-License-Identifier: Apache-2.0
# cmake -DPARAMETERS=<file> -P HighwaterDiscoverTests.cmake: lists the tests of a GoogleTest program that has just been built, and
# writes them as scenarios, and for ctest. HighwaterDiscover.cmake has the file of parameters written:
#
#   TARGET EXECUTABLE EXTRA_ARGS FILTER   what is listed
#   PREFIX ENTRY OUTPUT                   names of scenarios, their other fields, and the file that they go to
#   GATE COMMAND MANIFEST RESULTS PROBES LIMIT   tests for ctest, if GATE
cmake_minimum_required(VERSION 3.25)
include("${PARAMETERS}")

function(refuse)
  string(JOIN "" text ${ARGV})
  # Nothing that is old may pass for the list of this program.
  file(REMOVE "${OUTPUT}")
  message(FATAL_ERROR "highwater_discover_tests(${TARGET}): ${text}")
endfunction()

# "text" with what JSON wants escaped.
function(json_string out text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  set(${out} "\"${text}\"" PARENT_SCOPE)
endfunction()

function(list_tests out)
  execute_process(COMMAND "${EXECUTABLE}" ${EXTRA_ARGS} --gtest_list_tests "--gtest_filter=${FILTER}"
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors TIMEOUT 60)
  if(NOT result EQUAL 0)
    refuse("${EXECUTABLE} --gtest_list_tests failed: ${result}\n${output}${errors}\n"
           "hint: does the program end before it comes to RUN_ALL_TESTS()?")
  endif()
  # Values of parameters stand behind a '#', and may have what a CMake list cannot hold.
  string(REGEX REPLACE "#[^\n]*" "" output "${output}")
  string(REGEX REPLACE "[][;\r]" "" output "${output}")
  string(REPLACE "\n" ";" lines "${output}")
  set(suite "")
  set(names "")
  foreach(line IN LISTS lines)
    if(line MATCHES "^([^ ].*)\\. *$")
      set(suite "${CMAKE_MATCH_1}")
    elseif(line MATCHES "^  ([^ ]+) *$" AND NOT suite STREQUAL "")
      set(name "${suite}.${CMAKE_MATCH_1}")
      if(NOT "/${name}" MATCHES "[/.]DISABLED_")
        list(APPEND names "${name}")
      endif()
    endif()
  endforeach()
  if(names STREQUAL "")
    refuse("${EXECUTABLE} lists no tests with the filter '${FILTER}'\n"
           "hint: is it a GoogleTest program whose tests are linked into it, and is FILTER right?")
  endif()
  set(${out} "${names}" PARENT_SCOPE)
endfunction()

# No other program may have a scenario of one of `names`.
function(check_others names)
  cmake_path(GET OUTPUT PARENT_PATH folder)
  file(GLOB others "${folder}/*.json")
  list(REMOVE_ITEM others "${OUTPUT}")
  foreach(other IN LISTS others)
    file(READ "${other}" text)
    foreach(name IN LISTS names)
      string(FIND "${text}" "{\"name\": \"${PREFIX}/${name}\"" at)
      if(NOT at EQUAL -1)
        refuse("there is a scenario ${PREFIX}/${name} already, in ${other}\nhint: give one of the two targets another PREFIX")
      endif()
    endforeach()
  endforeach()
endfunction()

function(write_scenarios names)
  set(entries "")
  foreach(name IN LISTS names)
    set(command "")
    foreach(word IN ITEMS "${EXECUTABLE}" ${EXTRA_ARGS} "--gtest_filter=${name}")
      json_string(word "${word}")
      list(APPEND command "${word}")
    endforeach()
    list(JOIN command ", " command)
    string(APPEND entries "${separator}    {\"name\": \"${PREFIX}/${name}\", \"command\": [${command}],\n     ${ENTRY}}")
    set(separator ",\n")
  endforeach()
  file(WRITE "${OUTPUT}" "{\n  \"schema\": 1,\n  \"scenarios\": [\n${entries}\n  ]\n}\n")
endfunction()

function(write_tests names)
  string(REGEX REPLACE "\\.json$" ".tests.cmake" file "${OUTPUT}")
  if(NOT GATE)
    file(REMOVE "${file}")
    return()
  endif()
  if("${COMMAND}" STREQUAL "")
    set(COMMAND highwater)
  endif()
  set(text "")
  foreach(name IN LISTS names)
    foreach(probe IN LISTS PROBES)
      set(scenario "${PREFIX}/${name}")
      set(test "memory.${probe}.${scenario}")
      string(APPEND text
             "add_test([==[${test}]==] [==[${COMMAND}]==] check --manifest [==[${MANIFEST}]==] --probe ${probe} [==[${scenario}]==]"
             " --ctest --html [==[${RESULTS}/${scenario}.${probe}.html]==])\n"
             "set_tests_properties([==[${test}]==] PROPERTIES LABELS \"memory;${probe}\" TIMEOUT ${LIMIT} PROCESSORS 1)\n")
    endforeach()
  endforeach()
  file(WRITE "${file}" "${text}")
endfunction()

list_tests(names)
foreach(name IN LISTS names)
  if(NOT name MATCHES "^[A-Za-z0-9_]+(/[A-Za-z0-9_]+)*\\.[A-Za-z0-9_]+(/[A-Za-z0-9_]+)*$")
    refuse("the test '${name}' cannot be the name of a scenario: letters, digits, '_' and '/' can\n"
           "hint: leave it out with FILTER")
  endif()
endforeach()
check_others("${names}")
write_scenarios("${names}")
write_tests("${names}")
