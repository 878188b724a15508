# SPDX-License-Identifier: Apache-2.0
# A consumer in C: -DPREFIX -DSCRATCH -DGENERATOR.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
set(build "${SCRATCH}/build")
# A C++ compiler that is asked for would fail.
consumer_configure("${CMAKE_CURRENT_LIST_DIR}/c_project" "${build}" "-DCMAKE_PREFIX_PATH=${PREFIX}"
                   -DCMAKE_CXX_COMPILER=/nowhere/c++)
consumer_gates("${build}" "${PREFIX}/bin/highwater" 2 counting.table/preloaded counting.table/linked)

# Neither form brings the C++ runtime into it, and the linked one counts by itself.
find_program(READELF readelf REQUIRED)
foreach(form preloaded linked)
  expect_exit("readelf" 0 "${READELF}" -d "${build}/scenario_${form}")
  if(output MATCHES "libstdc|libgcc_s")
    message(FATAL_ERROR "scenario_${form} needs the C++ runtime:\n${output}")
  endif()
endforeach()
expect_exit("readelf" 0 "${READELF}" --dyn-syms --wide "${build}/scenario_linked")
expect("scenario_linked" "${output}" "highwater_counting_library")
