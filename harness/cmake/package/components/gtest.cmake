# SPDX-License-Identifier: Apache-2.0
# find_package(highwater COMPONENTS gtest): highwater::gtest, with the GoogleTest that the project has already, or an installed one.
if(NOT TARGET GTest::gtest)
  find_dependency(GTest 1.12)
endif()
file(GLOB _highwater_sources "${_highwater_libraries}/source/adapters/gtest/*.cc")
highwater_adapter(NAME gtest FRAMEWORK GTest::gtest INCLUDES "${_highwater_libraries}/source" SOURCES ${_highwater_sources}
                  SITE_NAMES "${_highwater_libraries}/highwater-site-names")
unset(_highwater_sources)
