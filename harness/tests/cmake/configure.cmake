# SPDX-License-Identifier: Apache-2.0
# configure(SOURCE BUILD OUT_RESULT OUT_OUTPUT [option…]): for the case scripts of this folder. Output has its line breaks
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
