# SPDX-License-Identifier: Apache-2.0
# Collects the scenarios of each calling project and writes its manifest, highwater.json, at the end of the configure step.
# The reader is harness/suite/: a change of the shape here is a change there, and of the `schema` number.
#
# What is collected lives in global properties, keyed by the calling project's build folder D:
#   HIGHWATER_MANIFESTS            every D
#   HIGHWATER_HEAD:D               the fields before the scenarios
#   HIGHWATER_NAMES:D              names of scenarios
#   HIGHWATER_ENTRY:D:<name>       the fields of one scenario
#   HIGHWATER_INCLUDES:D         files with scenarios that are known when programs are built
#   HIGHWATER_PLAIN_PROGRAMS       programs that were no targets when they were named

# "text" with what JSON wants escaped. Generator expressions pass through.
function(_highwater_json_string out text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n" text "${text}")
  string(REPLACE "\r" "\\r" text "${text}")
  string(REPLACE "\t" "\\t" text "${text}")
  string(ASCII 1 first)
  string(ASCII 31 last)
  if(text MATCHES "[${first}-${last}]")
    _highwater_refuse("control characters other than tab and line ends are not allowed, but '${text}' has some")
  endif()
  set(${out} "\"${text}\"" PARENT_SCOPE)
endfunction()

function(_highwater_manifest_folder out project_binary_dir)
  get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(multi_config)
    string(APPEND project_binary_dir "/$<CONFIG>")
  endif()
  set(${out} "${project_binary_dir}" PARENT_SCOPE)
endfunction()

function(_highwater_manifest_path out project_binary_dir)
  _highwater_manifest_folder(folder "${project_binary_dir}")
  set(${out} "${folder}/highwater.json" PARENT_SCOPE)
endfunction()

# First scenario of a project: what the manifest says of the project and the build. Here and not at the end, because the
# compiler, HIGHWATER_BASELINES and HIGHWATER_WAIVERS may be known in the calling project only.
function(_highwater_manifest_open)
  get_property(opened GLOBAL PROPERTY HIGHWATER_MANIFESTS)
  if("${PROJECT_BINARY_DIR}" IN_LIST opened)
    return()
  endif()
  # The paths of targets come from the generator, after the escaping.
  if(CMAKE_BINARY_DIR MATCHES "[\"\\\\]")
    _highwater_refuse("the build folder's path has a quotation mark or backslash, which generated paths cannot escape: "
                      "${CMAKE_BINARY_DIR}")
  endif()
  set(baselines baselines)
  if(HIGHWATER_BASELINES)
    set(baselines "${HIGHWATER_BASELINES}")
  endif()
  cmake_path(ABSOLUTE_PATH baselines BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" NORMALIZE)
  _highwater_manifest_folder(folder "${PROJECT_BINARY_DIR}")
  _highwater_profile(profile)
  _highwater_compiler(id version)
  _highwater_json_string(profile "${profile}")
  _highwater_json_string(compiler "${id} ${version}")
  _highwater_json_string(baselines "${baselines}")
  _highwater_json_string(results "${folder}/highwater-results")
  string(JOIN ",\n  " head "\"schema\": 1" "\"profile\": ${profile}" "\"compiler\": ${compiler}"
         "\"baselines\": ${baselines}" "\"results\": ${results}")
  if(HIGHWATER_WAIVERS)
    set(waivers "${HIGHWATER_WAIVERS}")
    cmake_path(ABSOLUTE_PATH waivers BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" NORMALIZE)
    _highwater_json_string(waivers "${waivers}")
    string(APPEND head ",\n  \"waivers\": ${waivers}")
  endif()
  set_property(GLOBAL PROPERTY "HIGHWATER_HEAD:${PROJECT_BINARY_DIR}" "${head}")
  set_property(GLOBAL APPEND PROPERTY HIGHWATER_MANIFESTS "${PROJECT_BINARY_DIR}")
endfunction()

function(_highwater_manifest_add name entry program)
  _highwater_manifest_open()
  set(key "HIGHWATER_ENTRY:${PROJECT_BINARY_DIR}:${name}")
  get_property(known GLOBAL PROPERTY "${key}" SET)
  if(known)
    _highwater_refuse("there is a scenario of that name already; names are unique in a project")
  endif()
  set_property(GLOBAL PROPERTY "${key}" "${entry}")
  set_property(GLOBAL APPEND PROPERTY "HIGHWATER_NAMES:${PROJECT_BINARY_DIR}" "${name}")
  if(NOT TARGET "${program}")
    set_property(GLOBAL APPEND PROPERTY HIGHWATER_PLAIN_PROGRAMS "${program}")
  endif()
endfunction()

function(_highwater_manifest_write project_binary_dir)
  get_property(head GLOBAL PROPERTY "HIGHWATER_HEAD:${project_binary_dir}")
  get_property(names GLOBAL PROPERTY "HIGHWATER_NAMES:${project_binary_dir}")
  list(SORT names)
  set(entries "")
  set(separator "")
  foreach(name IN LISTS names)
    get_property(entry GLOBAL PROPERTY "HIGHWATER_ENTRY:${project_binary_dir}:${name}")
    string(APPEND entries "${separator}    {\n      ${entry}\n    }")
    set(separator ",\n")
  endforeach()
  get_property(includes GLOBAL PROPERTY "HIGHWATER_INCLUDES:${project_binary_dir}")
  if(includes)
    list(TRANSFORM includes REPLACE "^(.+)$" "\"\\1\"")
    list(JOIN includes ", " includes)
    string(APPEND head ",\n  \"include\": [${includes}]")
  endif()
  _highwater_manifest_path(manifest "${project_binary_dir}")
  file(GENERATE OUTPUT "${manifest}" CONTENT "{\n  ${head},\n  \"scenarios\": [\n${entries}\n  ]\n}\n")
endfunction()

# Runs when all folders are configured, in the scope of the top-level one.
function(_highwater_finish)
  get_property(programs GLOBAL PROPERTY HIGHWATER_PLAIN_PROGRAMS)
  foreach(program IN LISTS programs)
    if(TARGET "${program}")
      message(FATAL_ERROR "highwater_add_scenario: target '${program}' is defined after the scenario that runs it; define "
                          "it first")
    endif()
  endforeach()

  _highwater_command(highwater)
  foreach(target highwater highwater_counting highwater_massif_shim)
    if(TARGET ${target})
      add_dependencies(highwater-gate ${target})
    endif()
  endforeach()

  get_property(folders GLOBAL PROPERTY HIGHWATER_MANIFESTS)
  set(checks "")
  set(updates "")
  foreach(folder IN LISTS folders)
    _highwater_forget_discovered("${folder}")
    _highwater_manifest_write("${folder}")
    _highwater_manifest_path(manifest "${folder}")
    list(APPEND checks COMMAND "${highwater}" check --manifest "${manifest}")
    list(APPEND updates COMMAND "${highwater}" update --manifest "${manifest}")
  endforeach()
  # Without scenarios these would do nothing, and succeed.
  if(NOT folders)
    return()
  endif()
  # The reason reaches `highwater update` through the environment, as HIGHWATER_REASON.
  add_custom_target(highwater-check ${checks} VERBATIM USES_TERMINAL)
  add_custom_target(highwater-update ${updates} VERBATIM USES_TERMINAL)
  add_dependencies(highwater-check highwater-gate)
  add_dependencies(highwater-update highwater-gate)
endfunction()
