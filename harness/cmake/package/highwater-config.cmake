# SPDX-License-Identifier: Apache-2.0
# find_package(highwater): the package of an install tree or a build tree.
#
#   highwater::highwater       the command, an imported executable
#   highwater::scenario        the headers: regions
#   highwater::counting        the counting library as part of a program, instead of a preloaded one
#   highwater::c              the C interface as a library, for languages that cannot include a header
#   highwater::gtest, highwater::benchmark   with COMPONENTS gtest benchmark: adapters of GoogleTest and Google Benchmark
#   highwater_add_scenario()   HighwaterScenario.cmake says how; and targets highwater-gate, highwater-check, highwater-update
cmake_minimum_required(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/highwater-targets.cmake")

# Of these CMake knows only that they are on a command line.
get_target_property(_highwater_files highwater::counting INTERFACE_LINK_LIBRARIES)
foreach(_highwater_file IN LISTS _highwater_files)
  if(IS_ABSOLUTE "${_highwater_file}" AND NOT EXISTS "${_highwater_file}")
    set(highwater_FOUND FALSE)
    set(highwater_NOT_FOUND_MESSAGE "${_highwater_file} is not there: install Highwater again, or build all of it")
    return()
  endif()
endforeach()
unset(_highwater_files)
unset(_highwater_file)

# What runs it is made when every folder is configured, in the scope of the top-level one, wherever the package was found. All of them
# or none: where it is found again, the file above counts them.
get_property(_highwater_targets DIRECTORY PROPERTY IMPORTED_TARGETS)
list(FILTER _highwater_targets INCLUDE REGEX "^highwater::")
if(_highwater_targets)
  set_target_properties(${_highwater_targets} PROPERTIES IMPORTED_GLOBAL TRUE)
endif()
unset(_highwater_targets)

include("${CMAKE_CURRENT_LIST_DIR}/HighwaterScenario.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/HighwaterAdapters.cmake")

include(CMakeFindDependencyMacro)
get_filename_component(_highwater_libraries "${CMAKE_CURRENT_LIST_DIR}/../../highwater" ABSOLUTE)
foreach(_highwater_component IN LISTS highwater_FIND_COMPONENTS)
  if(NOT EXISTS "${CMAKE_CURRENT_LIST_DIR}/components/${_highwater_component}.cmake")
    set(highwater_FOUND FALSE)
    set(highwater_NOT_FOUND_MESSAGE "there is no component '${_highwater_component}'; there are gtest and benchmark")
    return()
  endif()
  if(NOT TARGET highwater::${_highwater_component})
    include("${CMAKE_CURRENT_LIST_DIR}/components/${_highwater_component}.cmake")
  endif()
  set(highwater_${_highwater_component}_FOUND TRUE)
endforeach()
unset(_highwater_component)
unset(_highwater_libraries)
