# SPDX-License-Identifier: Apache-2.0
# project_files(OUT) and project_sources(OUT): every file of the project in ROOT, and every C and C++ source, relative to it.
# For the checks of this folder.

# What git would commit; outside a checkout (an unpacked archive, the tree of a self-test) all that is there.
function(project_files out)
  if(EXISTS "${ROOT}/.git")
    # The checkout may belong to somebody else, which git would refuse.
    execute_process(COMMAND git -c safe.directory=* -C "${ROOT}" ls-files --cached --others --exclude-standard
                    OUTPUT_VARIABLE listed RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
      message(FATAL_ERROR "git ls-files failed in ${ROOT}")
    endif()
    string(REGEX REPLACE "\n" ";" listed "${listed}")
  else()
    file(GLOB_RECURSE listed RELATIVE "${ROOT}" "${ROOT}/*" "${ROOT}/.*")
    list(FILTER listed EXCLUDE REGEX "^build/")
  endif()
  set(files "")
  foreach(file IN LISTS listed)
    # A file that is deleted, but not in git yet, is listed too.
    if(EXISTS "${ROOT}/${file}" AND NOT IS_DIRECTORY "${ROOT}/${file}")
      list(APPEND files "${file}")
    endif()
  endforeach()
  if(NOT files)
    message(FATAL_ERROR "no files in ${ROOT}: nothing to check")
  endif()
  set(${out} "${files}" PARENT_SCOPE)
endfunction()

function(project_sources out)
  project_files(files)
  list(FILTER files INCLUDE REGEX "\\.(c|cc|cpp|h|hpp|inc|def)$")
  set(${out} "${files}" PARENT_SCOPE)
endfunction()

# report(PROBLEMS WHAT): ends the check, with one line a problem.
function(report problems what)
  if(problems)
    list(LENGTH problems count)
    list(JOIN problems "\n  " text)
    message(FATAL_ERROR "${count} ${what}:\n  ${text}")
  endif()
endfunction()
