# SPDX-License-Identifier: Apache-2.0
# The part of ci/gate that builds: what the gate needs and no more. -DPRESET=release, or ci.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/build.cmake")
ci_build(${PRESET} highwater-gate)
