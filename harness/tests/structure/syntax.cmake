# SPDX-License-Identifier: Apache-2.0
# cmake -DBUILD=<build folder> -P syntax.cmake: clang++ reads every source that the build compiles, with the flags of the
# build. It is stricter than GCC in places and lets users build with either. Errors only: warnings are the build's own.
cmake_minimum_required(VERSION 3.25)

# A missing compiler is a failure: a check that skips itself passes for ever.
find_program(CLANG clang)
find_program(CLANGXX clang++)
find_program(XARGS xargs)
if(NOT CLANGXX OR NOT CLANG OR NOT XARGS)
  message(FATAL_ERROR "clang++ is not installed (Debian 12: apt-get install clang)")
endif()

file(READ "${BUILD}/compile_commands.json" database)
string(JSON count LENGTH "${database}")
if(count EQUAL 0)
  message(FATAL_ERROR "${BUILD}/compile_commands.json names no source: nothing to check")
endif()
math(EXPR last "${count} - 1")
set(script "")
set(seen "")
foreach(i RANGE ${last})
  string(JSON command GET "${database}" ${i} command)
  string(JSON file GET "${database}" ${i} file)
  # A source that is compiled into two targets is read once.
  if(file IN_LIST seen)
    continue()
  endif()
  list(APPEND seen "${file}")
  set(compiler "${CLANGXX}")
  if(file MATCHES "\\.c$")
    set(compiler "${CLANG}")
  endif()
  # Its first word is the compiler, whose path may hold escaped spaces. To the end of the line, because CMake matches ^ again
  # after each replacement.
  string(REGEX REPLACE "^([^ \\]|\\\\.)+ +(.*)$" "\\2" command "${command}")
  string(REGEX REPLACE " -o ([^ \\]|\\\\.)+" " " command "${command}")
  string(REGEX REPLACE " (-Werror|-fsanitize=[^ ]+)" "" command "${command}")
  # GCC declares sized operator delete by default, clang 14 only when asked.
  if(compiler STREQUAL CLANGXX)
    string(APPEND command " -fsized-deallocation")
  endif()
  string(APPEND script "${compiler} -fsyntax-only -w ${command}\n")
endforeach()

# One shell a command, two at a time.
file(WRITE "${BUILD}/syntax_commands.txt" "${script}")
execute_process(COMMAND "${XARGS}" -d "\\n" -n 1 -P 2 sh -c "cd \"$0\" && eval \"$1\"" "${BUILD}"
                INPUT_FILE "${BUILD}/syntax_commands.txt" RESULT_VARIABLE result ERROR_VARIABLE output)
list(LENGTH seen files)
if(NOT result EQUAL 0)
  message(NOTICE "${output}")
  message(FATAL_ERROR "clang++ refuses some of ${files} sources; its messages are above.")
endif()
message(STATUS "clang++ reads ${files} sources")
