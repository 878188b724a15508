# SPDX-License-Identifier: Apache-2.0
# Proof that edge_cases.cmake can fail, with the project's own page and one fault in it at a time; and edge_case_labels.cmake, with a
# folder of tests in which one case has none.
cmake_minimum_required(VERSION 3.25)

file(READ "${ROOT}/harness/docs/edge_cases.md" page)
string(REGEX MATCHALL "`[A-Z][A-Za-z0-9_]*\\.[A-Z][A-Za-z0-9_]*`" named "${page}")
set(sources "")
foreach(test IN LISTS named)
  string(REGEX REPLACE "`(.*)\\.(.*)`" "\nTEST(\\1, \\2) {}" test "${test}")
  string(APPEND sources "${test}")
endforeach()

# expect(RESULT TEXT FROM TO): of a tree in which the first FROM of the page is TO.
function(expect result text from to)
  string(FIND "${page}" "${from}" at)
  string(LENGTH "${from}" length)
  string(SUBSTRING "${page}" 0 ${at} before)
  math(EXPR after "${at} + ${length}")
  string(SUBSTRING "${page}" ${after} -1 rest)
  file(REMOVE_RECURSE "${SCRATCH}/tree")
  file(WRITE "${SCRATCH}/tree/harness/docs/edge_cases.md" "${before}${to}${rest}")
  file(WRITE "${SCRATCH}/tree/harness/some_test.cc" "// Tests.${sources}\n")
  execute_process(COMMAND ${CMAKE_COMMAND} "-DROOT=${SCRATCH}/tree" -P "${CMAKE_CURRENT_LIST_DIR}/edge_cases.cmake"
                  RESULT_VARIABLE is OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  string(FIND "${output}" "${text}" found)
  if(NOT is EQUAL result OR found EQUAL -1)
    message(FATAL_ERROR "expected result ${result} with '${text}'; result ${is}: ${output}")
  endif()
endfunction()

expect(0 "" "E01" "E01")
expect(1 "E01 has no row" "| E01 |" "| E77 |")
expect(1 "E76 has no row" "| E76 |" "E76")
expect(1 "E02 is there twice" "| E01 |" "| E02 |")
expect(1 "E45 names no test" "`Semantics.ReallocToZeroFrees`" "")
expect(1 "there is no test E01.TheFirstCallMayBeMalloc" "E01.TheFirstCallMayBeCalloc" "E01.TheFirstCallMayBeMalloc")

# expect_labels(RESULT TEXT LABEL…): of a build folder with one test that has them.
function(expect_labels result text)
  list(JOIN ARGN ";" labels)
  file(WRITE "${SCRATCH}/build/CTestTestfile.cmake"
       "add_test(one true)\nset_tests_properties(one PROPERTIES LABELS \"${labels}\")\n")
  execute_process(COMMAND ${CMAKE_COMMAND} "-DBUILD=${SCRATCH}/build" -P "${CMAKE_CURRENT_LIST_DIR}/edge_case_labels.cmake"
                  RESULT_VARIABLE is OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(FIND "${output}" "${text}" found)
  if(NOT is EQUAL result OR found EQUAL -1)
    message(FATAL_ERROR "expected result ${result} with '${text}'; result ${is}: ${output}")
  endif()
endfunction()

set(all "")
foreach(i RANGE 1 76)
  if(i LESS 10)
    set(i "0${i}")
  endif()
  list(APPEND all "E${i}")
endforeach()
expect_labels(0 "" ${all})
list(REMOVE_ITEM all E05)
expect_labels(1 "has the label: E05" ${all})
