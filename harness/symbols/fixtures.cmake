# SPDX-License-Identifier: Apache-2.0
# The programs and libraries that the tests of the symboliser look into, and the test. Called by CMakeLists.txt.
set(HIGHWATER_SYMBOLS_FIXTURES "${CMAKE_CURRENT_LIST_DIR}/fixtures")

# A program (or, with LIBRARY, a shared library) of program.cc. Optimised whatever the build type: inlining is the
# point. Never instrumented.
function(highwater_symbols_fixture name)
  cmake_parse_arguments(ARG "LIBRARY" "" "COMPILE;LINK" ${ARGN})
  set(sources program.cc plain.c mark.c)
  list(TRANSFORM sources PREPEND "${HIGHWATER_SYMBOLS_FIXTURES}/")
  if(ARG_LIBRARY)
    add_library(${name} SHARED ${sources})
  else()
    add_executable(${name} ${sources} "${HIGHWATER_SYMBOLS_FIXTURES}/main.c")
  endif()
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/harness")
  target_compile_options(${name} PRIVATE -O2 -fno-lto ${ARG_COMPILE})
  target_link_options(${name} PRIVATE -Wl,--build-id=sha1 ${ARG_LINK})
  target_link_libraries(${name} PRIVATE highwater_settings ${CMAKE_DL_LIBS})
  set_property(GLOBAL APPEND PROPERTY HIGHWATER_SYMBOLS_FIXTURE_TARGETS ${name})
endfunction()

# Functions with every kind of name.
function(highwater_symbols_spelling_fixture)
  add_library(highwater_symbols_fixture_spelling SHARED "${HIGHWATER_SYMBOLS_FIXTURES}/spelling.cc")
  target_compile_options(highwater_symbols_fixture_spelling PRIVATE -O2 -g -fno-lto)
  target_link_libraries(highwater_symbols_fixture_spelling PRIVATE highwater_settings)
  target_link_options(highwater_symbols_fixture_spelling PRIVATE -Wl,--build-id=sha1)
  set_property(GLOBAL APPEND PROPERTY HIGHWATER_SYMBOLS_FIXTURE_TARGETS highwater_symbols_fixture_spelling)
endfunction()

# Functions whose names nobody demangles in time.
function(highwater_symbols_too_slow_fixture)
  add_library(highwater_symbols_fixture_too_slow SHARED "${HIGHWATER_SYMBOLS_FIXTURES}/too_slow.c")
  target_link_libraries(highwater_symbols_fixture_too_slow PRIVATE highwater_settings)
  target_link_options(highwater_symbols_fixture_too_slow PRIVATE -Wl,--build-id=sha1)
  set_property(GLOBAL APPEND PROPERTY HIGHWATER_SYMBOLS_FIXTURE_TARGETS highwater_symbols_fixture_too_slow)
endfunction()

# The program once more, by the other compiler; its linkage names are more complete.
function(highwater_symbols_clang_fixture output)
  find_program(HIGHWATER_CLANGXX clang++ REQUIRED)
  set(program "${HIGHWATER_SYMBOLS_FIXTURES}/program.cc")
  set(rest plain.c mark.c main.c)
  list(TRANSFORM rest PREPEND "${HIGHWATER_SYMBOLS_FIXTURES}/")
  add_custom_command(TARGET highwater_symbols_fixture POST_BUILD VERBATIM
    COMMAND "${HIGHWATER_CLANGXX}" -O2 -g -fPIE -pie "-I${PROJECT_SOURCE_DIR}/harness" -Wl,--build-id=sha1 -o "${output}"
            "${program}" -x c ${rest} -x none -ldl)
endfunction()

function(highwater_symbols_test)
  highwater_symbols_fixture(highwater_symbols_fixture COMPILE -g)
  # Apart: <name>.debug has the debug information; .stripped has neither it nor a link; .linked has the link.
  set(file "$<TARGET_FILE:highwater_symbols_fixture>")
  add_custom_command(TARGET highwater_symbols_fixture POST_BUILD VERBATIM
    COMMAND "${CMAKE_OBJCOPY}" --only-keep-debug "${file}" "${file}.debug"
    COMMAND "${CMAKE_OBJCOPY}" --strip-all "${file}" "${file}.stripped"
    COMMAND "${CMAKE_OBJCOPY}" --strip-all "--add-gnu-debuglink=${file}.debug" "${file}" "${file}.linked")
  highwater_symbols_fixture(highwater_symbols_fixture_fixed COMPILE -g -fno-pie LINK -no-pie)
  set_target_properties(highwater_symbols_fixture_fixed PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  highwater_symbols_fixture(highwater_symbols_fixture_dwarf4 COMPILE -gdwarf-4)
  highwater_symbols_fixture(highwater_symbols_fixture_split COMPILE -gdwarf-5 -gsplit-dwarf)
  highwater_symbols_fixture(highwater_symbols_fixture_compressed COMPILE -g -gz)
  highwater_symbols_fixture(highwater_symbols_fixture_bare COMPILE -g0)
  # Not small: the plug-in's own sources, with the library's containers and algorithms inlined into them.
  set(real demangle.cc demangler_process.cc dwarf_lookup.cc dwarf_names.cc dwarf_scopes.cc dwarf_spelling.cc dwarf_type_spelling.cc
           dwarf_unit.cc elf_file.cc elf_symbols.cc symbol_tables.cc)
  add_library(highwater_symbols_fixture_real SHARED ${real})
  target_compile_options(highwater_symbols_fixture_real PRIVATE -O2 -g -fno-lto)
  target_include_directories(highwater_symbols_fixture_real PRIVATE "${PROJECT_SOURCE_DIR}/harness")
  target_link_libraries(highwater_symbols_fixture_real PRIVATE highwater_settings PkgConfig::HIGHWATER_LIBDW PkgConfig::HIGHWATER_LIBELF)
  target_link_options(highwater_symbols_fixture_real PRIVATE -Wl,--build-id=sha1)
  set_property(GLOBAL APPEND PROPERTY HIGHWATER_SYMBOLS_FIXTURE_TARGETS highwater_symbols_fixture_real)
  highwater_symbols_clang_fixture("${file}_clang")
  highwater_symbols_spelling_fixture()
  highwater_symbols_too_slow_fixture()
  # At an address of its own, as prelink leaves libraries.
  highwater_symbols_fixture(highwater_symbols_fixture_based LIBRARY COMPILE -g LINK -Wl,-Ttext-segment=0x40000000)

  # dwz, by hand: one file that refers to another by name and build id.
  foreach(name IN ITEMS alternate uses_alternate)
    add_library(highwater_symbols_${name} MODULE "${HIGHWATER_SYMBOLS_FIXTURES}/${name}.c")
    target_compile_options(highwater_symbols_${name} PRIVATE -g0)
    set_target_properties(highwater_symbols_${name} PROPERTIES
      PREFIX "" OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/alternate")
  endforeach()
  target_link_options(highwater_symbols_alternate PRIVATE -nostdlib -Wl,--build-id=0x0123456789abcdef)
  target_link_options(highwater_symbols_uses_alternate PRIVATE -nostdlib -Wl,--build-id=sha1)

  add_executable(highwater_symbols_host "${HIGHWATER_SYMBOLS_FIXTURES}/host.c")
  target_link_libraries(highwater_symbols_host PRIVATE ${CMAKE_DL_LIBS})
  foreach(name IN ITEMS other_version other_library)
    add_library(highwater_symbols_${name} MODULE "${HIGHWATER_SYMBOLS_FIXTURES}/${name}.c")
    set_target_properties(highwater_symbols_${name} PROPERTIES
      OUTPUT_NAME highwater_symbols LIBRARY_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/${name}")
  endforeach()

  highwater_test(NAME highwater_symbols_test
    SOURCES addr2line_test.cc checksum_test.cc damage_test.cc debug_file_test.cc demangle_test.cc names_test.cc range_index_test.cc
            resolve_test.cc symbolizer_test.cc testing/fixture.cc checksum.cc demangle.cc demangler_process.cc
    LIBRARIES highwater_symbols PkgConfig::HIGHWATER_LIBELF)
  # Large, and not optimised: addr2line_test looks into itself.
  target_compile_options(highwater_symbols_test PRIVATE -g)
  # Precompiled headers fit only what is compiled with the same flags.
  set_target_properties(highwater_symbols_test PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
  target_link_options(highwater_symbols_test PRIVATE -Wl,--build-id=sha1)
  # Of binutils; for clang CMake knows LLVM's.
  find_program(HIGHWATER_ADDR2LINE addr2line REQUIRED)
  get_property(fixtures GLOBAL PROPERTY HIGHWATER_SYMBOLS_FIXTURE_TARGETS)
  add_dependencies(highwater_symbols_test highwater highwater_counting highwater_symbols_plugin highwater_symbols_host
    highwater_symbols_other_version highwater_symbols_other_library
    highwater_symbols_alternate highwater_symbols_uses_alternate ${fixtures})
  target_compile_definitions(highwater_symbols_test PRIVATE
    HIGHWATER_VERSION="${PROJECT_VERSION}"
    HIGHWATER_TEST_LIB_DIR="${HIGHWATER_LIB_DIR}"
    HIGHWATER_TEST_COMMAND="${HIGHWATER_BIN_DIR}/highwater"
    HIGHWATER_TEST_FIXTURES="${HIGHWATER_SYMBOLS_FIXTURES}"
    HIGHWATER_TEST_BUILD="${CMAKE_CURRENT_BINARY_DIR}"
    HIGHWATER_TEST_FIXTURE="$<TARGET_FILE:highwater_symbols_fixture>"
    HIGHWATER_TEST_LIBRARY="$<TARGET_FILE:highwater_symbols_fixture_based>"
    HIGHWATER_TEST_REAL="$<TARGET_FILE:highwater_symbols_fixture_real>"
    HIGHWATER_TEST_SPELLING="$<TARGET_FILE:highwater_symbols_fixture_spelling>"
    HIGHWATER_TEST_TOO_SLOW="$<TARGET_FILE:highwater_symbols_fixture_too_slow>"
    HIGHWATER_TEST_HOST="$<TARGET_FILE:highwater_symbols_host>"
    HIGHWATER_TEST_ADDR2LINE="${HIGHWATER_ADDR2LINE}")
endfunction()
