# SPDX-License-Identifier: Apache-2.0
# ci_build(PRESET TARGET…): configures build/PRESET when that was not done yet, and builds the targets, or all. For the
# scripts of ci/. Says one line when there is work to do, nothing when there is none; the output of the tools is shown
# when they fail, which ends the script.

cmake_minimum_required(VERSION 3.25)
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH CI_ROOT)

function(ci_run what)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${CI_ROOT}" RESULT_VARIABLE result OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(NOTICE "${output}")
    message(FATAL_ERROR "${what} failed (${result}); its output is above.")
  endif()
endfunction()

function(ci_build preset)
  set(folder "${CI_ROOT}/build/${preset}")
  # Afterwards the build tool runs CMake again by itself, but it knows nothing of the presets, nor of a first run that
  # failed half-way: the stamp stands for both.
  set(stamp "${folder}/configured.stamp")
  if(NOT EXISTS "${folder}/build.ninja" OR "${CI_ROOT}/CMakePresets.json" IS_NEWER_THAN "${stamp}")
    message(NOTICE "ci: configuring build/${preset}")
    ci_run("configuring build/${preset}" ${CMAKE_COMMAND} --preset ${preset})
    file(TOUCH "${stamp}")
  endif()

  set(build ${CMAKE_COMMAND} --build --preset ${preset})
  if(ARGN)
    list(APPEND build --target ${ARGN})
  endif()
  execute_process(COMMAND ${build} -- -n WORKING_DIRECTORY "${CI_ROOT}" OUTPUT_VARIABLE plan ERROR_VARIABLE plan)
  if(NOT plan MATCHES "no work to do")
    message(NOTICE "ci: building build/${preset}")
    ci_run("building build/${preset}" ${build})
  endif()
endfunction()
