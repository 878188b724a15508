# SPDX-License-Identifier: Apache-2.0
# find_package(highwater): the package of an install tree or a build tree.
#
#   highwater::highwater       the command, an imported executable
#   highwater::scenario        the headers: regions
#   highwater::counting        the counting library as part of a program, instead of a preloaded one
#   highwater_add_scenario()   HighwaterScenario.cmake says how; and targets highwater-gate, highwater-check, highwater-update
cmake_minimum_required(VERSION 3.25)

# What targets of the package link besides.
file(GLOB _highwater_components "${CMAKE_CURRENT_LIST_DIR}/components/*.cmake")
foreach(_highwater_component IN LISTS _highwater_components)
  include("${_highwater_component}")
endforeach()
unset(_highwater_components)
unset(_highwater_component)

include("${CMAKE_CURRENT_LIST_DIR}/highwater-targets.cmake")

# What runs it is made when every folder is configured, in the scope of the top-level one, wherever the package was found.
get_target_property(_highwater_imported highwater::highwater IMPORTED)
get_target_property(_highwater_global highwater::highwater IMPORTED_GLOBAL)
if(_highwater_imported AND NOT _highwater_global)
  set_target_properties(highwater::highwater PROPERTIES IMPORTED_GLOBAL TRUE)
endif()
unset(_highwater_imported)
unset(_highwater_global)

include("${CMAKE_CURRENT_LIST_DIR}/HighwaterScenario.cmake")
