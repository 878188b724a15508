# SPDX-License-Identifier: Apache-2.0
# `cmake --install`, under a prefix with spaces, which is then moved: what is there, and that nothing in it knows the build tree
# or the first prefix. -DBUILD -DROOT -DPREFIX (where it is in the end).
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")

set(first "${PREFIX} at first")
file(REMOVE_RECURSE "${PREFIX}" "${first}")
expect_exit("cmake --install" 0 ${CMAKE_COMMAND} --install "${BUILD}" --prefix "${first}")
file(RENAME "${first}" "${PREFIX}")

foreach(file bin/highwater lib/highwater/libhighwater_counting.so lib/highwater/libhighwater_massif_shim.so
             lib/highwater/libhighwater_symbols.so lib/highwater/libhighwater_serve.so
             lib/highwater/highwater_counting.o lib/highwater/libhighwater_c.a
             lib/highwater/highwater-site-names lib/highwater/source/adapters/gtest/listener.cc include/highwater/scenario.h
             lib/cmake/highwater/highwater-config.cmake lib/cmake/highwater/highwater-config-version.cmake
             share/man/man1/highwater.1 share/man/man1/highwater-check.1 share/bash-completion/completions/highwater
             share/zsh/site-functions/_highwater share/fish/vendor_completions.d/highwater.fish
             share/pkgconfig/highwater.pc share/doc/highwater/LICENSE share/doc/highwater/formats.md)
  if(NOT EXISTS "${PREFIX}/${file}")
    message(FATAL_ERROR "not installed: ${file}")
  endif()
endforeach()
# Every public header, and nothing of the layers.
file(GLOB_RECURSE headers RELATIVE "${ROOT}/harness/include" "${ROOT}/harness/include/*.h")
file(GLOB_RECURSE installed RELATIVE "${PREFIX}/include" "${PREFIX}/include/*")
if(NOT headers STREQUAL installed)
  message(FATAL_ERROR "headers: ${installed}\nexpected: ${headers}")
endif()

file(GLOB_RECURSE files "${PREFIX}/*")
foreach(file IN LISTS files)
  # In programs the compiler leaves the names of sources, for debuggers.
  if(file MATCHES "/bin/|/highwater-site-names$|\\.(so|o|a|png)$")
    continue()
  endif()
  file(READ "${file}" text)
  foreach(path "${BUILD}" "${first}" "${ROOT}/")
    string(FIND "${text}" "${path}" found)
    if(NOT found EQUAL -1)
      message(FATAL_ERROR "${file} names ${path}")
    endif()
  endforeach()
endforeach()
find_program(READELF readelf REQUIRED)
foreach(file bin/highwater lib/highwater/libhighwater_symbols.so lib/highwater/libhighwater_serve.so)
  expect_exit("readelf" 0 "${READELF}" -d "${PREFIX}/${file}")
  if(output MATCHES "R(UN)?PATH")
    message(FATAL_ERROR "${file} has a search path of the build:\n${output}")
  endif()
endforeach()

# Its libraries are found, all three of them.
file(WRITE "${PREFIX}.txt" "b\na\n")
expect_exit("counting, with sites" 0 "${PREFIX}/bin/highwater" run --sites --json "${PREFIX}.json" -- sort "${PREFIX}.txt")
file(READ "${PREFIX}.json" json)
string(JSON allocations GET "${json}" metrics allocations)
string(JSON sites LENGTH "${json}" sites)
if(allocations LESS 1 OR sites LESS 1)
  message(FATAL_ERROR "nothing was counted: ${json}")
endif()
expect_exit("massif" 0 "${PREFIX}/bin/highwater" run --probe massif -- sort "${PREFIX}.txt")
expect_exit("version" 0 "${PREFIX}/bin/highwater" --version)
