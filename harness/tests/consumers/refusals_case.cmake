# SPDX-License-Identifier: Apache-2.0
# What a package refuses: another version, a tree with a part missing, two scenarios of one name. -DPREFIX -DSCRATCH -DGENERATOR.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
set(project "${SCRATCH}/project")

# refuses(WHAT PREFIX LINES EXPECTED…)
function(refuses what prefix lines)
  file(WRITE "${project}/CMakeLists.txt" "cmake_minimum_required(VERSION 3.25)\nproject(consumer LANGUAGES C)\n${lines}\n")
  configure("${project}" "${SCRATCH}/build" result output "-DCMAKE_PREFIX_PATH=${prefix}")
  if(result EQUAL 0)
    message(FATAL_ERROR "${what} is accepted:\n${output}")
  endif()
  expect("${what}" "${output}" ${ARGN})
endfunction()

foreach(version 0.2 1.0 0.0.9)
  refuses("version ${version}" "${PREFIX}" "find_package(highwater ${version} REQUIRED)"
          "compatible with requested version \"${version}\"" "version: 0.1.0")
endforeach()
refuses("two scenarios of one name" "${PREFIX}"
        "find_package(highwater REQUIRED)
highwater_add_scenario(NAME a COMMAND true)
highwater_add_scenario(NAME a COMMAND false)"
        "highwater_add_scenario(a)" "there is a scenario of that name already")

file(REMOVE_RECURSE "${SCRATCH}/part")
file(COPY "${PREFIX}/lib" DESTINATION "${SCRATCH}/part")
refuses("a tree without the command" "${SCRATCH}/part" "find_package(highwater REQUIRED)"
        "highwater::highwater" "${SCRATCH}/part/bin/highwater" "this file does not exist")
file(COPY "${PREFIX}/bin" "${PREFIX}/include" DESTINATION "${SCRATCH}/part")
file(REMOVE "${SCRATCH}/part/lib/highwater/highwater_counting.o")
refuses("a tree without the counting library" "${SCRATCH}/part" "find_package(highwater REQUIRED)"
        "${SCRATCH}/part/lib/highwater/highwater_counting.o" "install Highwater again")
file(REMOVE_RECURSE "${SCRATCH}/part/lib/highwater")
# The command itself says what it misses.
expect_exit("the command without its libraries" 5 "${SCRATCH}/part/bin/highwater" run -- true)
expect("the command without its libraries" "${output}" "${SCRATCH}/part/lib/highwater" "hint: ")

# Found twice, in folders beside each other, it is one package.
file(WRITE "${project}/CMakeLists.txt" "cmake_minimum_required(VERSION 3.25)\nproject(consumer LANGUAGES C)\n"
     "add_subdirectory(a)\nadd_subdirectory(b)\n")
foreach(folder a b)
  file(WRITE "${project}/${folder}/CMakeLists.txt" "find_package(highwater 0.1 REQUIRED)\n"
       "highwater_add_scenario(NAME ${folder} COMMAND true)\n")
endforeach()
configure("${project}" "${SCRATCH}/build" result output "-DCMAKE_PREFIX_PATH=${PREFIX}")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "found twice, it is refused:\n${output}")
endif()
