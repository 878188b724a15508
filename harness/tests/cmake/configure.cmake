# SPDX-License-Identifier: Apache-2.0
# For the case scripts that configure a project, here, in adapters/ and in consumers/.
# configure(SOURCE BUILD OUT_RESULT OUT_OUTPUT [option…]): output has its line breaks
# and runs of spaces made one space, because CMake wraps messages.
function(configure source build out_result out_output)
  file(REMOVE_RECURSE "${build}")
  execute_process(COMMAND ${CMAKE_COMMAND} -G "${GENERATOR}" -S "${source}" -B "${build}" "-DMODULES=${MODULES}"
                          "-DCASE=${CASE}" ${ARGN}
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  set(${out_result} "${result}" PARENT_SCOPE)
  set(${out_output} "${output}" PARENT_SCOPE)
endfunction()

# expect(WHAT TEXT EXPECTED…): each of them is in the text.
function(expect what text)
  foreach(expected IN LISTS ARGN)
    string(FIND "${text}" "${expected}" found)
    if(found EQUAL -1)
      message(FATAL_ERROR "${what}: expected '${expected}' in:\n${text}")
    endif()
  endforeach()
endfunction()
