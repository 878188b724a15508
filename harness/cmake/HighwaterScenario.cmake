# SPDX-License-Identifier: Apache-2.0
# highwater_add_scenario(NAME family/variant COMMAND target [argument…]
#                        [PROBES counting massif] [TIMEOUT seconds] [REGION name]
#                        [TOLERANCE metric absolute relative]… [ENVIRONMENT NAME=value…] [WORKING_DIRECTORY folder]
#                        [PAYLOAD bytes] [SIZES size size…])
#
# Registers a scenario: an executable with arguments that exercises one memory behaviour. For every project that measures
# itself, at top level or with Highwater as a subproject.
#
#   NAME               segments of letters, digits, `_`, `.` and `-`, separated by `/`; also the name of the baseline file
#   COMMAND            first an executable target, a generator expression, an absolute path, or a program in PATH
#   PROBES             default: counting
#   TIMEOUT            whole seconds for one run of the scenario, default 60
#   REGION             the region that the baseline gates; default: the only one, else the process
#   TOLERANCE          e.g. `peak_bytes 4KiB 5%`; absolute in bytes, KiB, MiB or GiB (a plain number for counts), relative
#                      as a percentage or a fraction
#   PAYLOAD            bytes that the scenario keeps of content, `12MiB`; where far more is retained, a failing check says so
#   SIZES              `1M 2M 4M 8M` (K, M and G are binary, as KiB, MiB and GiB): the scenario is run once for each, with
#                      `{size}` in COMMAND replaced by the plain number of bytes; how the metrics grow with it is gated
#   ENVIRONMENT        added to the fixed environment that the scenario runs in
#   WORKING_DIRECTORY  relative to the current build folder
#
# What comes of it:
# - At the end of the configure step the manifest of the calling project, `${PROJECT_BINARY_DIR}/highwater.json`, or
#   `${PROJECT_BINARY_DIR}/<config>/highwater.json` with a multi-config generator. Baselines are those of
#   `${PROJECT_SOURCE_DIR}/baselines`, or of HIGHWATER_BASELINES; results go to `highwater-results` beside the manifest.
#   Waivers are those of `waivers.json` beside the folder of baselines, if it is there, or of the file HIGHWATER_WAIVERS.
# - With HIGHWATER_GATE=ON one ctest test a probe, `memory.<probe>.<name>`, with the labels `memory` and the probe.
#   It prints peak, retained bytes and allocations as ctest measurements: `ctest -T Test` keeps them, CDash plots them.
# - Targets: `highwater-gate` builds what the gate runs, `highwater-check` runs it, and `highwater-update` accepts the
#   numbers: HIGHWATER_REASON='…' cmake --build … --target highwater-update

include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/HighwaterProfile.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/HighwaterScenarioArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/HighwaterSizes.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/HighwaterTolerance.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/HighwaterManifest.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/HighwaterDiscover.cmake")

add_custom_target(highwater-gate)
cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL _highwater_finish)

function(highwater_add_scenario)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "" "NAME;REGION;TIMEOUT;WORKING_DIRECTORY;PAYLOAD"
                        "COMMAND;PROBES;TOLERANCE;ENVIRONMENT;SIZES")
  set(HIGHWATER_REFUSING "highwater_add_scenario(${ARG_NAME})")
  foreach(i RANGE 1 ${ARGC})
    math(EXPR i "${i} - 1")
    _highwater_check_word("${ARGV${i}}")
  endforeach()
  _highwater_check_keywords("${ARG_UNPARSED_ARGUMENTS}" "${ARG_KEYWORDS_MISSING_VALUES}")
  _highwater_check_name("${ARG_NAME}")
  _highwater_check_probes(probes "${ARG_PROBES}")
  _highwater_check_timeout(timeout "${ARG_TIMEOUT}")
  _highwater_command_json(command "${ARG_COMMAND}")

  list(JOIN probes "\", \"" probes_json)
  set(entry "\"name\": \"${ARG_NAME}\"")
  string(APPEND entry ",\n      \"command\": ${command}")
  # What is not said here, the configuration may say for the whole suite.
  if(DEFINED ARG_PROBES)
    string(APPEND entry ",\n      \"probes\": [\"${probes_json}\"]")
  endif()
  if(DEFINED ARG_TIMEOUT)
    string(APPEND entry ",\n      \"timeout_seconds\": ${timeout}")
  endif()
  if(DEFINED ARG_REGION)
    _highwater_check_region("${ARG_REGION}")
    _highwater_json_string(region "${ARG_REGION}")
    string(APPEND entry ",\n      \"region\": ${region}")
  endif()
  if(DEFINED ARG_WORKING_DIRECTORY)
    _highwater_absolute(folder "${ARG_WORKING_DIRECTORY}")
    _highwater_json_string(folder "${folder}")
    string(APPEND entry ",\n      \"working_directory\": ${folder}")
  endif()
  if(DEFINED ARG_ENVIRONMENT)
    _highwater_environment_json(environment "${ARG_ENVIRONMENT}")
    string(APPEND entry ",\n      \"environment\": ${environment}")
  endif()
  if(DEFINED ARG_TOLERANCE)
    _highwater_tolerance_json(tolerance "${ARG_TOLERANCE}")
    string(APPEND entry ",\n      \"tolerance\": ${tolerance}")
  endif()
  if(DEFINED ARG_PAYLOAD)
    _highwater_number(payload bytes "${ARG_PAYLOAD}" PAYLOAD "")
    string(APPEND entry ",\n      \"payload_bytes\": ${payload}")
  endif()
  _highwater_sizes_json(sizes "${ARG_SIZES}" "${ARG_COMMAND}")
  if(NOT sizes STREQUAL "")
    string(APPEND entry ",\n      \"sizes\": ${sizes}")
  endif()
  list(GET ARG_COMMAND 0 program)
  _highwater_manifest_add("${ARG_NAME}" "${entry}" "${program}")
  _highwater_depend_on("${program}" "${ARG_COMMAND}")

  if(HIGHWATER_GATE)
    _highwater_require_gateable(configurations)
    _highwater_add_tests("${ARG_NAME}" "${timeout}" "${probes}" "${configurations}")
  endif()
endfunction()

# highwater-gate builds every target that the command names, as its program or in a $<TARGET_FILE…:t> anywhere.
function(_highwater_depend_on program command)
  set(targets "")
  if(TARGET "${program}")
    list(APPEND targets "${program}")
  endif()
  string(REGEX MATCHALL "<TARGET_FILE[A-Z_]*:[^>,]+" named "${command}")
  list(TRANSFORM named REPLACE "^[^:]*:" "")
  foreach(target IN LISTS targets named)
    if(NOT TARGET "${target}")
      _highwater_refuse("COMMAND names target '${target}', which is not defined; define it first")
    endif()
    get_target_property(imported "${target}" IMPORTED)
    if(NOT imported)
      add_dependencies(highwater-gate "${target}")
    endif()
  endforeach()
endfunction()

# The command that tests and targets run: this build's or a package's, else a target of that name, else the one in PATH.
function(_highwater_command out)
  set(command highwater)
  if(TARGET highwater::highwater)
    set(command "$<TARGET_FILE:highwater::highwater>")
  endif()
  set(${out} "${command}" PARENT_SCOPE)
endfunction()

function(_highwater_add_tests name timeout probes configurations)
  _highwater_command(highwater)
  _highwater_manifest_path(manifest "${PROJECT_BINARY_DIR}")
  _highwater_manifest_folder(folder "${PROJECT_BINARY_DIR}")
  # The harness ends a scenario that is over its time, and names it. This limit is the net behind that; a failing check
  # measures again, with call sites.
  math(EXPR limit "4 * ${timeout} + 60")
  foreach(probe IN LISTS probes)
    set(test "memory.${probe}.${name}")
    # One process that shares nothing with the others: -j2 gives the verdicts of -j1.
    add_test(NAME "${test}" COMMAND "${highwater}" check --manifest "${manifest}" --probe ${probe} "${name}"
             --ctest --html "${folder}/highwater-results/${name}.${probe}.html" ${configurations})
    # Valgrind runs one thread at a time, however many the scenario has.
    set_tests_properties("${test}" PROPERTIES LABELS "memory;${probe}" TIMEOUT ${limit} PROCESSORS 1)
  endforeach()
endfunction()
