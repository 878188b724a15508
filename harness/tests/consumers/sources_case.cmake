# SPDX-License-Identifier: Apache-2.0
# A consumer that builds Highwater: by add_subdirectory, then by FetchContent in the same build folder, where nothing of
# Highwater may be compiled again. Unoptimised, because nobody waits for this command. -DROOT -DSCRATCH -DGENERATOR.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
set(build "${SCRATCH}/build")
set(command "${build}/highwater/bin/highwater")
set(failing counting.queue/preloaded counting.queue/linked)

consumer_configure("${CMAKE_CURRENT_LIST_DIR}/sources" "${build}" "-DHIGHWATER_ROOT=${ROOT}" -DVIA=add_subdirectory
                   -DCMAKE_C_FLAGS_RELEASE=-O0 -DCMAKE_CXX_FLAGS_RELEASE=-O0 -DHIGHWATER_UNITY=ON)
consumer_gates("${build}" "${command}" 2 ${failing})

file(REMOVE_RECURSE "${build}.baselines")
expect_exit("configuring with FetchContent" 0 ${CMAKE_COMMAND} -DVIA=FetchContent "${build}")
expect_exit("highwater-update, as it would be" 0 ${CMAKE_COMMAND} --build "${build}" --target highwater-update -- -n)
if(output MATCHES "Building [^\n]*highwater/harness")
  message(FATAL_ERROR "FetchContent builds Highwater otherwise than add_subdirectory:\n${output}")
endif()
consumer_gates("${build}" "${command}" 2 ${failing})
