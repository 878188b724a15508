# SPDX-License-Identifier: Apache-2.0
# HIGHWATER_PORTABLE_ONLY: the layers that need no compiled library of another project, with their unit tests, for a cross
# build. Headers are the same for every architecture; they come from the machine that builds, one link each, because all of
# its /usr/include would bring the wrong C library's along.
set(headers "${PROJECT_BINARY_DIR}/headers")
file(MAKE_DIRECTORY "${headers}")
foreach(name IN ITEMS fmt nlohmann rapidjson tl)
  if(NOT EXISTS "/usr/include/${name}")
    message(FATAL_ERROR "/usr/include/${name} is missing: ci/prepare installs what ci/packages names")
  endif()
  file(CREATE_LINK "/usr/include/${name}" "${headers}/${name}" SYMBOLIC)
endforeach()
set(HIGHWATER_RAPIDJSON_INCLUDE_DIR "${headers}")
foreach(name IN ITEMS fmt::fmt nlohmann_json::nlohmann_json tl::expected)
  add_library(${name} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${name} SYSTEM INTERFACE "${headers}")
endforeach()
target_compile_definitions(fmt::fmt INTERFACE FMT_HEADER_ONLY)

if(HIGHWATER_TESTS)
  find_path(HIGHWATER_GOOGLETEST_SOURCE googletest/CMakeLists.txt PATHS /usr/src/googletest NO_CMAKE_FIND_ROOT_PATH NO_DEFAULT_PATH REQUIRED)
  set(INSTALL_GTEST OFF)
  add_subdirectory("${HIGHWATER_GOOGLETEST_SOURCE}" googletest EXCLUDE_FROM_ALL)
  foreach(name IN ITEMS gtest gtest_main gmock)
    if(NOT TARGET GTest::${name})
      add_library(GTest::${name} ALIAS ${name})
    endif()
  endforeach()
  include(GoogleTest)
endif()

foreach(layer IN ITEMS include injection counting base result analysis)
  add_subdirectory(harness/${layer})
endforeach()
