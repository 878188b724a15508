# SPDX-License-Identifier: Apache-2.0
# The part of ci/fuzz that builds.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/build.cmake")
ci_build(asan highwater-fuzz)
