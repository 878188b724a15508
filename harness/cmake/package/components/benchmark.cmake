# SPDX-License-Identifier: Apache-2.0
# find_package(highwater COMPONENTS benchmark): highwater::benchmark, with the project's Google Benchmark, or an installed one.
if(NOT TARGET benchmark::benchmark)
  find_dependency(benchmark 1.7)
endif()
highwater_adapter(NAME benchmark FRAMEWORK benchmark::benchmark INCLUDES "${_highwater_libraries}/source"
                  SOURCES "${_highwater_libraries}/source/adapters/benchmark/memory_manager.cc")
