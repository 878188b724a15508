# SPDX-License-Identifier: Apache-2.0
# Tests of GoogleTest and benchmarks of Google Benchmark with an installed package: -DPREFIX -DSCRATCH -DGENERATOR.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
set(build "${SCRATCH}/build")
set(highwater "${PREFIX}/bin/highwater")
consumer_configure("${CMAKE_CURRENT_LIST_DIR}/adapters" "${build}" "-DCMAKE_PREFIX_PATH=${PREFIX}")

# Every case has a baseline of its own; one of them grows.
expect_exit("first baselines" 0 ${CMAKE_COMMAND} --build "${build}" --target highwater-update)
expect_exit("check, thrifty" 0 "${highwater}" check --manifest "${build}/highwater.json")
expect("check, thrifty" "${output}" buffer/Buffer.IsFilled buffer/Buffer.IsNoLargerThanItMustBe)
expect_exit("configuring" 0 ${CMAKE_COMMAND} -DBEHAVIOUR=wasteful "${build}")
expect_exit("building" 0 ${CMAKE_COMMAND} --build "${build}")
expect_exit("check, wasteful" 1 "${highwater}" check --manifest "${build}/highwater.json" buffer/Buffer.IsFilled)
expect("check, wasteful" "${output}" REGRESSION fill_buffer)

# The scope fails by itself, and its helper is that of the install tree.
expect_exit("the test program" 1 "${build}/buffer_test")
expect("the test program" "${output}" fill_buffer buffer_test.cc)
expect("numbers of each test" "${output}" "peak")

# Benchmarks, measured by the program itself.
set(json "${build}/bench.json")
expect_exit("benchmark" 0 "${build}/buffer_bench" --benchmark_min_time=0.01 "--benchmark_out=${json}"
            --benchmark_out_format=json)
set(manifest "${build}/highwater.json")
expect_exit("update --from-benchmark" 0 "${highwater}" update --manifest "${manifest}" --from-benchmark "${json}")
expect_exit("check --from-benchmark" 0 "${highwater}" check --manifest "${manifest}" --from-benchmark "${json}")
expect("check --from-benchmark" "${output}" copies)

# A component that does not exist.
file(WRITE "${SCRATCH}/unknown/CMakeLists.txt" "cmake_minimum_required(VERSION 3.25)\nproject(unknown LANGUAGES CXX)\n"
     "find_package(highwater REQUIRED COMPONENTS catch2)\n")
configure("${SCRATCH}/unknown" "${SCRATCH}/unknown/build" result output "-DCMAKE_PREFIX_PATH=${PREFIX}")
if(result EQUAL 0)
  message(FATAL_ERROR "component catch2 is found")
endif()
expect("an unknown component" "${output}" "there is no component 'catch2'")
