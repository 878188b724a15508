# SPDX-License-Identifier: Apache-2.0
# Builds from nothing, as CI makes them, spend most of their time on headers that every source reads anew. HIGHWATER_UNITY
# reads them once for ten sources of a layer, and once for all tests, whose helpers share too many names for batches.
function(highwater_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${HIGHWATER_UNITY} UNITY_BUILD_BATCH_SIZE 10)
endfunction()

function(highwater_precompiled target)
  if(NOT HIGHWATER_UNITY)
    return()
  endif()
  # An executable, because precompiled headers are of use only to what is compiled with the same flags.
  if(NOT TARGET highwater_test_headers)
    set(source "${PROJECT_BINARY_DIR}/test_headers.cc")
    file(CONFIGURE OUTPUT "${source}" CONTENT "// A target must have a source.\n")
    add_executable(highwater_test_headers EXCLUDE_FROM_ALL "${source}")
    target_compile_options(highwater_test_headers PRIVATE -O0)
    target_link_libraries(highwater_test_headers PRIVATE highwater_settings highwater_warnings highwater_sanitizers
                          GTest::gmock GTest::gtest_main)
    target_precompile_headers(highwater_test_headers PRIVATE
      <algorithm> <cstdint> <filesystem> <functional> <map> <memory> <optional> <string> <string_view> <vector>
      <gmock/gmock.h> <gtest/gtest.h>)
  endif()
  target_precompile_headers(${target} REUSE_FROM highwater_test_headers)
  # A check of GoogleTest is an if with an else. GCC overlooks that in system headers, and takes precompiled ones for ours.
  target_compile_options(${target} PRIVATE -Wno-dangling-else)
endfunction()

# highwater_layer(NAME base SOURCES fd.cc … DEPENDS … LIBRARIES … TESTS fd_test.cc … TEST_LIBRARIES …)
#
# Declares one layer of the harness: a static library highwater_<name>, and with HIGHWATER_TESTS one GoogleTest
# executable highwater_<name>_test of the tests that sit beside the sources. DEPENDS are layers below, LIBRARIES are third-party
# targets. A layer of headers alone (no SOURCES) becomes an INTERFACE library.
function(highwater_layer)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;DEPENDS;LIBRARIES;TESTS;TEST_LIBRARIES" ${ARGN})
  set(target highwater_${ARG_NAME})
  list(TRANSFORM ARG_DEPENDS PREPEND highwater_)
  if(ARG_SOURCES)
    add_library(${target} STATIC ${ARG_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE highwater_warnings)
    highwater_unity(${target})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} "${PROJECT_SOURCE_DIR}/harness")
  target_link_libraries(${target} ${scope} highwater_settings highwater_sanitizers ${ARG_DEPENDS} ${ARG_LIBRARIES})
  if(HIGHWATER_TESTS AND ARG_TESTS)
    highwater_test(NAME ${target}_test SOURCES ${ARG_TESTS} LIBRARIES ${target} ${ARG_TEST_LIBRARIES})
  endif()
endfunction()

# highwater_test(NAME … SOURCES … LIBRARIES … [LABELS …] [SERIAL]): a GoogleTest executable whose cases are ctest tests.
# Target highwater-tests-<label> builds all executables with the label; the sanitizer runs of ci/test need no more.
function(highwater_test)
  cmake_parse_arguments(ARG "SERIAL" "NAME;TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${ARG_NAME} ${ARG_SOURCES})
  # A test is compiled more often than it is waited for.
  target_compile_options(${ARG_NAME} PRIVATE -O0)
  target_link_libraries(${ARG_NAME} PRIVATE highwater_settings highwater_warnings highwater_sanitizers ${ARG_LIBRARIES}
                        GTest::gmock GTest::gtest_main)
  highwater_precompiled(${ARG_NAME})
  set(properties TIMEOUT ${ARG_TIMEOUT})
  if(ARG_SERIAL)
    list(APPEND properties RUN_SERIAL TRUE)
  endif()
  gtest_discover_tests(${ARG_NAME} DISCOVERY_TIMEOUT 60 PROPERTIES ${properties})
  # The line above cannot carry a list as one property's value; ctest reads this file after the one with the tests, which
  # sets <name>_TESTS when the executable is built.
  set(labels_file "${CMAKE_CURRENT_BINARY_DIR}/${ARG_NAME}_labels.cmake")
  file(WRITE "${labels_file}"
       "if(${ARG_NAME}_TESTS)\n"
       "  set_tests_properties(\${${ARG_NAME}_TESTS} PROPERTIES LABELS \"${ARG_LABELS}\")\n"
       "  include(\"${HIGHWATER_EDGE_CASES}\")\n"
       "  label_edge_cases(\${${ARG_NAME}_TESTS})\n"
       "endif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${labels_file}")
  set_property(GLOBAL APPEND PROPERTY HIGHWATER_TEST_TARGETS ${ARG_NAME})
  foreach(label IN LISTS ARG_LABELS)
    if(NOT TARGET highwater-tests-${label})
      add_custom_target(highwater-tests-${label})
    endif()
    add_dependencies(highwater-tests-${label} ${ARG_NAME})
  endforeach()
endfunction()
