# SPDX-License-Identifier: Apache-2.0
# The part of ci/test that builds and runs. -DBUILD_ONLY=ON: builds preset `ci`, and leaves the running to the caller.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/build.cmake")

ci_build(ci)
if(BUILD_ONLY)
  return()
endif()

# A failing preset does not hide what the next one would say.
set(failed "")
function(ci_ctest preset)
  execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --preset ${preset} WORKING_DIRECTORY "${CI_ROOT}" RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    set(failed ${failed} ${preset} PARENT_SCOPE)
  endif()
endfunction()

ci_ctest(ci)
ci_build(asan highwater-tests-unit)
ci_ctest(asan)
# From one seed: runs are like each other (ci/fuzz says how far), so that a new failure is a change's rather than chance's.
execute_process(COMMAND ${CMAKE_COMMAND} -E env HIGHWATER_FUZZ_SEED=1 "${CMAKE_CURRENT_LIST_DIR}/fuzz" RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  list(APPEND failed "fuzzing")
endif()
ci_build(tsan highwater-tests-accountant)
ci_ctest(tsan)

if(failed)
  list(JOIN failed ", " failed)
  message(FATAL_ERROR "ci/test: tests failed in: ${failed}")
endif()
