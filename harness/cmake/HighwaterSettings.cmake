# SPDX-License-Identifier: Apache-2.0
# What every target of the project is compiled with: language level, warnings, output folders.

# CMake tolerates cycles between static libraries unless told otherwise; the layers must have none. It would bind the targets of
# a project around this one, too.
if(PROJECT_IS_TOP_LEVEL)
  set_property(GLOBAL PROPERTY GLOBAL_DEPENDS_NO_CYCLES ON)
endif()

# Neither is seen outside this folder: a variable's scope is the folder that sets it, and those below.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# The build tree has the shape of the install tree, so that the command finds its libraries the same way in both; with a
# multi-config generator there is such a tree for each configuration.
set(HIGHWATER_TREE "${PROJECT_BINARY_DIR}")
get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(multi_config)
  string(APPEND HIGHWATER_TREE "/$<CONFIG>")
endif()
set(HIGHWATER_BIN_DIR "${HIGHWATER_TREE}/bin")
set(HIGHWATER_LIB_DIR "${HIGHWATER_TREE}/lib/highwater")

add_library(highwater_settings INTERFACE)
target_compile_features(highwater_settings INTERFACE cxx_std_20)

add_library(highwater_warnings INTERFACE)
if(HIGHWATER_WARNINGS)
  target_compile_options(highwater_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
    -Woverloaded-virtual -Wnull-dereference -Wformat=2
    # GCC's noclone: clang makes no such copies.
    $<$<CXX_COMPILER_ID:Clang>:-Wno-unknown-attributes>
    # GCC 12 takes "literal" + std::string&& for an overlapping copy (gcc.gnu.org/PR105651).
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
endif()
target_compile_options(highwater_warnings INTERFACE $<$<BOOL:${HIGHWATER_WERROR}>:-Werror>)

# Sanitizers, and counts of lines, for the layers and their tests alone (HighwaterLayer.cmake links this). Never for the counting library, the
# massif shim or the scenarios: a sanitizer brings an allocator of its own, and they exist to measure the program's.
set(HIGHWATER_SANITIZE "" CACHE STRING "Sanitizers for the harness and its tests, as -fsanitize= takes them: address,undefined")
add_library(highwater_sanitizers INTERFACE)
option(HIGHWATER_COVERAGE "Count which lines of the layers run" OFF)
if(HIGHWATER_COVERAGE)
  target_compile_options(highwater_sanitizers INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(highwater_sanitizers INTERFACE --coverage)
endif()
if(HIGHWATER_SANITIZE)
  target_compile_options(highwater_sanitizers INTERFACE
    -fsanitize=${HIGHWATER_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(highwater_sanitizers INTERFACE -fsanitize=${HIGHWATER_SANITIZE})
endif()
