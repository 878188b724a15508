# SPDX-License-Identifier: Apache-2.0
# Consumers of an installed package: -DPREFIX -DSCRATCH -DGENERATOR.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
set(build "${SCRATCH}/build of a consumer")
consumer_configure("${CMAKE_CURRENT_LIST_DIR}/find_package" "${build}" "-DCMAKE_PREFIX_PATH=${PREFIX}" -DSIZES=large)
consumer_gates("${build}" "${PREFIX}/bin/highwater" 2 counting.cache/large massif.cache/large)
