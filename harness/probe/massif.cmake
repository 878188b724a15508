# SPDX-License-Identifier: Apache-2.0
# The massif probe: HIGHWATER_MASSIF_SOURCES and HIGHWATER_MASSIF_TESTS for highwater_layer(NAME probe …), the shim that is preloaded
# into programs under Valgrind, and the tests that run the real Valgrind.
# Valgrind 3.19 reads no DWARF 5 of clang's, of libraries that are preloaded into the program neither.
set(HIGHWATER_FOR_VALGRIND $<$<COMPILE_LANG_AND_ID:CXX,Clang>:-fdebug-default-version=4>
                           $<$<COMPILE_LANG_AND_ID:C,Clang>:-fdebug-default-version=4>)
set(HIGHWATER_MASSIF_SOURCES
  massif_command.cc massif_diagnosis.cc massif_events.cc massif_file.cc massif_label.cc massif_log.cc massif_numbers.cc
  massif_probe.cc massif_workspace.cc massif_xtree.cc)
set(HIGHWATER_MASSIF_TESTS
  massif_command_test.cc massif_diagnosis_test.cc massif_events_test.cc massif_file_test.cc massif_label_test.cc
  massif_log_test.cc massif_numbers_test.cc massif_workspace_test.cc massif_xtree_test.cc shim/snapshot_scan_test.cc)
list(TRANSFORM HIGHWATER_MASSIF_SOURCES PREPEND "${CMAKE_CURRENT_LIST_DIR}/")
list(TRANSFORM HIGHWATER_MASSIF_TESTS PREPEND "${CMAKE_CURRENT_LIST_DIR}/")

# Linked as C, and only with what is needed, so that neither libstdc++ nor libgcc_s comes with it into the program, where the
# first allocates at its start; gcc 12 has no -nostdlib++.
add_library(highwater_massif_shim SHARED "${CMAKE_CURRENT_LIST_DIR}/shim/massif_shim.cc"
  "${CMAKE_CURRENT_LIST_DIR}/../injection/injector.cc")
set_target_properties(highwater_massif_shim PROPERTIES
  LINKER_LANGUAGE C
  CXX_VISIBILITY_PRESET hidden
  VISIBILITY_INLINES_HIDDEN ON
  LIBRARY_OUTPUT_DIRECTORY "${HIGHWATER_LIB_DIR}")
target_include_directories(highwater_massif_shim PRIVATE "${CMAKE_CURRENT_LIST_DIR}/.." "${HIGHWATER_VALGRIND_INCLUDE_DIR}")
target_compile_options(highwater_massif_shim PRIVATE ${HIGHWATER_FOR_VALGRIND} -O2 -fno-exceptions -fno-rtti -fno-builtin-malloc)
target_link_options(highwater_massif_shim PRIVATE
  LINKER:-z,initfirst LINKER:-z,now LINKER:-z,nodelete LINKER:--no-undefined LINKER:--as-needed)
target_link_libraries(highwater_massif_shim PRIVATE highwater_settings highwater_warnings)
highwater_install_private(highwater_massif_shim)

# Call after highwater_layer(NAME probe …), with HIGHWATER_TESTS: the fixtures, and the test that runs them under the
# real Valgrind.
function(highwater_massif_probe_test)
  set(here "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
  add_executable(highwater_massif_fixture "${here}/testing/massif_fixture.cc"
    "${here}/testing/massif_fixture_random.cc" "${here}/testing/massif_fixture_regions.cc")
  set_target_properties(highwater_massif_fixture PROPERTIES LINKER_LANGUAGE C)
  target_include_directories(highwater_massif_fixture PRIVATE "${here}/..")
  target_compile_options(highwater_massif_fixture PRIVATE ${HIGHWATER_FOR_VALGRIND} -O0 -fno-builtin -fno-exceptions -fno-rtti
    -fno-threadsafe-statics)
  # Without libstdc++, which allocates at its start.
  target_link_options(highwater_massif_fixture PRIVATE LINKER:--as-needed)
  target_link_libraries(highwater_massif_fixture PRIVATE highwater_settings highwater_warnings highwater_scenario)
  add_executable(highwater_massif_static_fixture "${here}/testing/massif_static_fixture.c")
  target_compile_options(highwater_massif_static_fixture PRIVATE ${HIGHWATER_FOR_VALGRIND})
  target_link_options(highwater_massif_static_fixture PRIVATE -static)
  highwater_test(NAME highwater_massif_probe_test
    SOURCES "${here}/massif_probe_test.cc" "${here}/massif_probe_regions_test.cc" "${here}/massif_probe_refusals_test.cc"
      "${here}/massif_probe_random_test.cc"
    LIBRARIES highwater_probe)
  add_dependencies(highwater_massif_probe_test highwater_massif_shim highwater_massif_fixture
    highwater_massif_static_fixture)
  target_compile_definitions(highwater_massif_probe_test PRIVATE
    HIGHWATER_TEST_SHIM="$<TARGET_FILE:highwater_massif_shim>"
    HIGHWATER_TEST_FIXTURE="$<TARGET_FILE:highwater_massif_fixture>"
    HIGHWATER_TEST_STATIC_FIXTURE="$<TARGET_FILE:highwater_massif_static_fixture>")
endfunction()
