# SPDX-License-Identifier: Apache-2.0
# highwater_discover_tests(target
#                          [PREFIX family] [FILTER pattern] [PROBES counting massif] [TIMEOUT seconds]
#                          [TOLERANCE metric absolute relative]… [ENVIRONMENT NAME=value…] [WORKING_DIRECTORY folder]
#                          [EXTRA_ARGS argument…])
#
# Registers every GoogleTest case of `target` as a scenario of its own, `<PREFIX>/<Suite.Case>`, which runs in a process of its
# own with --gtest_filter. The tests need no change: linked with highwater::gtest each is a region, and its baseline is net of
# what GoogleTest and the program's start allocate; otherwise the baseline is of the process.
#
#   PREFIX      default: the target's name; two targets need two
#   FILTER      as --gtest_filter takes it; default: all. Disabled tests are none
#   EXTRA_ARGS  given to the program, when it lists its tests and when it runs one
#   WORKING_DIRECTORY  default: the current build folder
#   the others  as in highwater_add_scenario
#
# The cases are known when the program has been built: it is run with --gtest_list_tests then, and listing nothing fails the
# build. They come into the manifest through its key "include", into ctest with HIGHWATER_GATE=ON, as
# `memory.<probe>.<scenario>`, and so into highwater-check and highwater-update.

include_guard(GLOBAL)
set(HIGHWATER_DISCOVER_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/HighwaterDiscoverTests.cmake" CACHE INTERNAL "")

function(highwater_discover_tests target)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "PREFIX;FILTER;TIMEOUT;WORKING_DIRECTORY"
                        "PROBES;TOLERANCE;ENVIRONMENT;EXTRA_ARGS")
  set(HIGHWATER_REFUSING "highwater_discover_tests(${target})")
  foreach(i RANGE 1 ${ARGC})
    math(EXPR i "${i} - 1")
    _highwater_check_word("${ARGV${i}}")
  endforeach()
  if(NOT "${ARG_UNPARSED_ARGUMENTS}" STREQUAL "")
    _highwater_refuse("unknown argument '${ARG_UNPARSED_ARGUMENTS}'; known are PREFIX, FILTER, PROBES, TIMEOUT, TOLERANCE, "
                      "ENVIRONMENT, WORKING_DIRECTORY, EXTRA_ARGS")
  endif()
  if(NOT "${ARG_KEYWORDS_MISSING_VALUES}" STREQUAL "")
    _highwater_refuse("${ARG_KEYWORDS_MISSING_VALUES} needs a value")
  endif()
  if(NOT TARGET "${target}")
    _highwater_refuse("there is no such target; define it first")
  endif()
  get_target_property(type "${target}" TYPE)
  get_target_property(imported "${target}" IMPORTED)
  if(NOT type STREQUAL "EXECUTABLE" OR imported)
    _highwater_refuse("it is no executable of this build")
  endif()
  if(NOT DEFINED ARG_PREFIX)
    set(ARG_PREFIX "${target}")
  endif()
  _highwater_check_name("${ARG_PREFIX}")
  if(NOT DEFINED ARG_FILTER)
    set(ARG_FILTER "*")
  endif()
  _highwater_check_probes(probes "${ARG_PROBES}")
  _highwater_check_timeout(timeout "${ARG_TIMEOUT}")
  _highwater_discovered_entry(entry)
  _highwater_manifest_open()
  _highwater_discover_folder(folder "${PROJECT_BINARY_DIR}")
  set(key "HIGHWATER_DISCOVERED:${PROJECT_BINARY_DIR}:${ARG_PREFIX}")
  get_property(known GLOBAL PROPERTY "${key}")
  if(known)
    _highwater_refuse("target '${known}' has the PREFIX '${ARG_PREFIX}' already, and two scenarios would have one name; "
                      "give this one another PREFIX")
  endif()
  set_property(GLOBAL PROPERTY "${key}" "${target}")
  # A prefix may have slashes, the name of a file not.
  string(REPLACE "/" "-" file "${target}.${ARG_PREFIX}")
  set_property(GLOBAL APPEND PROPERTY "HIGHWATER_INCLUDES:${PROJECT_BINARY_DIR}" "${folder}/${file}.json")
  set(configurations "")
  if(HIGHWATER_GATE)
    _highwater_require_gateable(configurations)
  endif()
  _highwater_write_discovery("${target}" "${folder}" "${file}")
  add_dependencies(highwater-gate "${target}")
endfunction()

# Where the lists of a project's test programs are, one file for each.
function(_highwater_discover_folder out project_binary_dir)
  _highwater_manifest_folder(folder "${project_binary_dir}")
  set(${out} "${folder}/highwater-discovered" PARENT_SCOPE)
endfunction()

# The fields of every case that do not depend on it. REQUIRES: the arguments in the caller's ARG_…, probes and timeout.
function(_highwater_discovered_entry out)
  list(JOIN probes "\", \"" probes_json)
  set(entry "\"probes\": [\"${probes_json}\"], \"timeout_seconds\": ${timeout}")
  # As gtest_discover_tests() has it.
  if(NOT DEFINED ARG_WORKING_DIRECTORY)
    set(ARG_WORKING_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}")
  endif()
  _highwater_absolute(folder "${ARG_WORKING_DIRECTORY}")
  _highwater_json_string(folder "${folder}")
  string(APPEND entry ", \"working_directory\": ${folder}")
  if(DEFINED ARG_ENVIRONMENT)
    _highwater_environment_json(environment "${ARG_ENVIRONMENT}")
    string(APPEND entry ", \"environment\": ${environment}")
  endif()
  if(DEFINED ARG_TOLERANCE)
    _highwater_tolerance_json(tolerance "${ARG_TOLERANCE}")
    string(APPEND entry ", \"tolerance\": ${tolerance}")
  endif()
  set(${out} "${entry}" PARENT_SCOPE)
endfunction()

# What HighwaterDiscoverTests.cmake is told, and when it runs. REQUIRES: as above, and entry.
function(_highwater_write_discovery target folder file)
  _highwater_command(command)
  if(command STREQUAL "highwater")
    set(command "$<$<TARGET_EXISTS:highwater>:$<TARGET_FILE:highwater>>")
  endif()
  _highwater_manifest_path(manifest "${PROJECT_BINARY_DIR}")
  _highwater_manifest_folder(manifest_folder "${PROJECT_BINARY_DIR}")
  math(EXPR limit "4 * ${timeout} + 60")
  set(gate "")
  if(HIGHWATER_GATE)
    set(gate "ON")
  endif()
  # Variables of CMake in brackets that no argument has.
  set(content "")
  foreach(pair IN ITEMS "TARGET=${target}" "EXECUTABLE=$<TARGET_FILE:${target}>" "PREFIX=${ARG_PREFIX}" "FILTER=${ARG_FILTER}"
                        "ENTRY=${entry}" "OUTPUT=${folder}/${file}.json" "GATE=${gate}" "MANIFEST=${manifest}"
                        "RESULTS=${manifest_folder}/highwater-results" "LIMIT=${limit}"
                        "COMMAND=${command}")
    string(REGEX MATCH "^[A-Z]+" name "${pair}")
    string(LENGTH "${name}=" skipped)
    string(SUBSTRING "${pair}" ${skipped} -1 value)
    string(APPEND content "set(${name} [==[${value}]==])\n")
  endforeach()
  list(JOIN ARG_EXTRA_ARGS "]==] [==[" extra)
  if(NOT extra STREQUAL "")
    set(extra "[==[${extra}]==]")
  endif()
  list(JOIN probes " " probes_text)
  string(APPEND content "set(EXTRA_ARGS ${extra})\nset(PROBES ${probes_text})\n")
  set(parameters "${folder}/${file}.parameters.cmake")
  file(GENERATE OUTPUT "${parameters}" CONTENT "${content}")
  add_custom_command(TARGET "${target}" POST_BUILD
    COMMAND "${CMAKE_COMMAND}" "-DPARAMETERS=${parameters}" -P "${HIGHWATER_DISCOVER_SCRIPT}"
    BYPRODUCTS "${folder}/${file}.json" VERBATIM)
  if(NOT HIGHWATER_GATE)
    return()
  endif()
  # ctest reads this when it starts. A program that was not built is a failed test, not none.
  set(tests "${folder}/${file}.tests.cmake")
  set(reader "${CMAKE_CURRENT_BINARY_DIR}/${file}.highwater.cmake")
  get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(multi_config)
    string(REPLACE "$<CONFIG>" "\${CTEST_CONFIGURATION_TYPE}" tests "${tests}")
  endif()
  file(WRITE "${reader}" "if(EXISTS \"${tests}\")\n  include(\"${tests}\")\nelse()\n"
       "  add_test(\"memory.${ARG_PREFIX}_NOT_BUILT\" \"${ARG_PREFIX}_NOT_BUILT\")\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${reader}")
endfunction()

# Lists of programs that are no longer registered would be taken for scenarios of the same name.
function(_highwater_forget_discovered project_binary_dir)
  get_property(includes GLOBAL PROPERTY "HIGHWATER_INCLUDES:${project_binary_dir}")
  file(GLOB lists "${project_binary_dir}/highwater-discovered/*.json")
  foreach(list IN LISTS lists)
    if(NOT list IN_LIST includes)
      file(REMOVE "${list}")
    endif()
  endforeach()
endfunction()
