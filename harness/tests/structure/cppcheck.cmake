# SPDX-License-Identifier: Apache-2.0
# cmake -DROOT=<project> -P cppcheck.cmake: cppcheck has nothing to say of any source that is no test, but what the file
# .cppcheck tells it, with reasons, to leave alone. (clang-tidy, which reads the whole program, takes long: ci/deep.)
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/project_files.cmake")

find_program(CPPCHECK cppcheck)
if(NOT CPPCHECK)
  message(FATAL_ERROR "cppcheck is not installed (Debian 12: apt-get install cppcheck)")
endif()
project_sources(sources)
list(FILTER sources INCLUDE REGEX "\\.(c|cc)$")
list(FILTER sources EXCLUDE REGEX "_test\\.cc$|/testing/|/fixtures/|/examples/|^harness/(tests|bench|fuzz)/")
set(suppressions "")
if(EXISTS "${ROOT}/.cppcheck")
  set(suppressions --suppressions-list=.cppcheck)
endif()
# x86-64, as it is compiled here; a macro that builds names for Valgrind is no syntax that it could know.
execute_process(
  COMMAND "${CPPCHECK}" --std=c++20 --library=posix --enable=warning,performance,portability --quiet --error-exitcode=1
          ${suppressions} --suppress=missingIncludeSystem -I harness -I harness/include -D__x86_64__ -D__linux__
          "-DI_WRAP_SONAME_FNNAME_ZU(a,b)=wrapped_##b" "--template={file}:{line}: {id}: {message}" ${sources}
  WORKING_DIRECTORY "${ROOT}" RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "cppcheck (${result}):\n${output}")
endif()
