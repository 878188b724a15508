# SPDX-License-Identifier: Apache-2.0
# The tests that docs/edge_cases.md names for E01 to E76 have the number as a label: ctest -L E24. The page is the one place that
# says which test goes where; `structure.edge_cases` holds it against the sources.

# Written once, included by ctest for every test executable.
set(HIGHWATER_EDGE_CASES "${PROJECT_BINARY_DIR}/edge_cases.cmake")

# highwater_edge_cases(): writes that file, which defines label_edge_cases(TEST…).
function(highwater_edge_cases)
  set(page "${PROJECT_SOURCE_DIR}/harness/docs/edge_cases.md")
  set_property(DIRECTORY "${PROJECT_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${page}")
  file(STRINGS "${page}" rows REGEX "^\\| E[0-9][0-9] \\|")
  set(tests "")
  foreach(row IN LISTS rows)
    string(SUBSTRING "${row}" 2 3 number)
    string(REGEX MATCHALL "`[A-Z][A-Za-z0-9_]*\\.[A-Z][A-Za-z0-9_]*`" named "${row}")
    foreach(test IN LISTS named)
      string(REPLACE "`" "" test "${test}")
      list(APPEND tests "${test}")
      list(APPEND "labels_${test}" ${number})
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES tests)
  set(text "")
  foreach(test IN LISTS tests)
    string(APPEND text "set([[edge_cases_${test}]] \"${labels_${test}}\")\n")
  endforeach()
  # A case of a parameterised test is called Prefix/Suite.Name/what; set_tests_properties() adds labels to those that are there.
  string(APPEND text [=[
function(label_edge_cases)
  foreach(test IN LISTS ARGV)
    string(REGEX REPLACE "^([^/.]*/)?([A-Za-z0-9_]+\\.[A-Za-z0-9_]+)(/.*)?$" "\\2" name "${test}")
    if(DEFINED "edge_cases_${name}")
      set_tests_properties("${test}" PROPERTIES LABELS "${edge_cases_${name}}")
    endif()
  endforeach()
endfunction()
]=])
  file(CONFIGURE OUTPUT "${HIGHWATER_EDGE_CASES}" CONTENT "${text}" @ONLY)
endfunction()

if(HIGHWATER_TESTS)
  highwater_edge_cases()
endif()
