# SPDX-License-Identifier: Apache-2.0
# Programs with an operator new of their own, in the ways that elf.cc tells apart. Called by CMakeLists.txt, with HIGHWATER_TESTS.

# A program of own_new.cc; its path is HIGHWATER_TEST_<NAME> in highwater_probe_test.
function(highwater_own_new_fixture name)
  cmake_parse_arguments(ARG "" "" "OPTIONS;LINK_OPTIONS;LIBRARIES" ${ARGN})
  set(target highwater_probe_${name})
  add_executable(${target} "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/testing/own_new.cc")
  target_compile_options(${target} PRIVATE -O0 ${ARG_OPTIONS})
  target_link_options(${target} PRIVATE ${ARG_LINK_OPTIONS})
  target_link_libraries(${target} PRIVATE highwater_settings ${ARG_LIBRARIES})
  string(TOUPPER "${name}" variable)
  target_compile_definitions(highwater_probe_test PRIVATE "HIGHWATER_TEST_${variable}=\"$<TARGET_FILE:${target}>\"")
  add_dependencies(highwater_probe_test ${target})
endfunction()

function(highwater_own_new_fixtures)
  add_library(highwater_probe_own_pool SHARED "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/testing/own_pool.cc")
  target_link_libraries(highwater_probe_own_pool PRIVATE highwater_settings)
  highwater_own_new_fixture(new_from_pages OPTIONS -DFROM_PAGES)
  highwater_own_new_fixture(new_from_library OPTIONS -DFROM_LIBRARY LIBRARIES highwater_probe_own_pool)
  highwater_own_new_fixture(new_from_aligned_new OPTIONS -DFROM_ALIGNED_NEW)
  highwater_own_new_fixture(new_from_look_up OPTIONS -DFROM_LOOK_UP LIBRARIES ${CMAKE_DL_LIBS})
  highwater_own_new_fixture(new_from_mapping OPTIONS -DFROM_MAPPING)
  highwater_own_new_fixture(static_new_from_mapping OPTIONS -DFROM_MAPPING LINK_OPTIONS -static)
  highwater_own_new_fixture(no_new)
  # Exported, or a file that was stripped would not tell that it is there.
  highwater_own_new_fixture(runtimes_new LINK_OPTIONS -static-libstdc++ -rdynamic)
  highwater_own_new_fixture(stripped_runtimes_new LINK_OPTIONS -static-libstdc++ -rdynamic -s)
endfunction()
