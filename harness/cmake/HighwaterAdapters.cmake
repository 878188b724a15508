# SPDX-License-Identifier: Apache-2.0
# highwater_adapter(NAME gtest FRAMEWORK GTest::gtest SOURCES file.cc… INCLUDES folder [SITE_NAMES path])
#
# Defines highwater::<NAME>: objects, because nothing of a program refers to what registers itself, so that a linker would leave
# an archive's members out; and with them the linked form of the counting library. Compiled where it is used, in this build
# or in that of a project that found the package, because a framework is to be linked in the version and with the flags that it was
# included with.
function(highwater_adapter)
  cmake_parse_arguments(ARG "" "NAME;FRAMEWORK;INCLUDES;SITE_NAMES" "SOURCES" ${ARGN})
  set(objects highwater_${ARG_NAME}_objects)
  add_library(${objects} OBJECT EXCLUDE_FROM_ALL ${ARG_SOURCES})
  target_compile_features(${objects} PRIVATE cxx_std_20)
  target_include_directories(${objects} PRIVATE "${ARG_INCLUDES}")
  target_link_libraries(${objects} PRIVATE highwater::scenario ${ARG_FRAMEWORK})
  set_target_properties(${objects} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  if(ARG_SITE_NAMES)
    target_compile_definitions(${objects} PRIVATE HIGHWATER_SITE_NAMES="${ARG_SITE_NAMES}")
  endif()
  add_library(highwater_${ARG_NAME} INTERFACE)
  add_library(highwater::${ARG_NAME} ALIAS highwater_${ARG_NAME})
  target_sources(highwater_${ARG_NAME} INTERFACE $<TARGET_OBJECTS:${objects}>)
  target_link_libraries(highwater_${ARG_NAME} INTERFACE highwater::scenario highwater::counting ${ARG_FRAMEWORK})
endfunction()
