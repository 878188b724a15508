# SPDX-License-Identifier: Apache-2.0
# Proof that layers.cmake can fail: small trees in SCRATCH with one violation each, and one with none.
cmake_minimum_required(VERSION 3.25)

# expect(<result> <text> PATH CONTENT [PATH CONTENT]…): checks a tree of these files beside a clean one.
function(expect result text)
  set(tree "${SCRATCH}/tree")
  file(REMOVE_RECURSE "${tree}")
  file(WRITE "${tree}/harness/include/highwater/scenario.h" "#pragma once\n")
  file(WRITE "${tree}/harness/counting/wire.h" "#include \"counting/wire_types.h\"\n#include <cstdint>\n")
  file(WRITE "${tree}/harness/counting/wire_types.h" "#include <stddef.h>\n")
  file(WRITE "${tree}/harness/counting/accountant.h" "#include <atomic>\n")
  file(WRITE "${tree}/harness/base/file.h" "#include <string>\n#include <tl/expected.hpp>\n")
  file(WRITE "${tree}/harness/cli/main.cc" "#include \"base/file.h\"\n#include <CLI/CLI.hpp>\n")
  file(WRITE "${tree}/scenarios/support/buffer.h" "#pragma once\n")
  foreach(i RANGE 2 20 2)
    math(EXPR next "${i} + 1")
    if(next LESS ARGC)
      file(WRITE "${tree}/${ARGV${i}}" "${ARGV${next}}\n")
    endif()
  endforeach()
  execute_process(COMMAND ${CMAKE_COMMAND} "-DROOT=${tree}" "-DTABLE=${TABLE}" -P "${CMAKE_CURRENT_LIST_DIR}/layers.cmake"
                  RESULT_VARIABLE is OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(FIND "${output}" "${text}" found)
  if(NOT is EQUAL result OR found EQUAL -1)
    message(FATAL_ERROR "expected result ${result} with '${text}'; result ${is}:\n${output}")
  endif()
endfunction()

function(passes)
  expect(0 "" ${ARGV})
endfunction()
function(fails text path content)
  expect(1 "${path}: ${text}" "${path}" "${content}" ${ARGN})
endfunction()

passes()
passes(harness/probe/x.cc "#include \"counting/wire.h\"\n#  include \"counting/wire_types.h\"\n#include <sys/mman.h>")
passes(harness/base/file_test.cc "#include <gtest/gtest.h>\n#include \"base/file.h\"")
passes(harness/base/testing/fake.h "#include <gmock/gmock.h>" harness/base/x_test.cc "#include \"base/testing/fake.h\"")
passes(harness/tests/e2e_test.cc "#include <gmock/gmock.h>\n#include \"base/file.h\"\n#include <highwater/scenario.h>")
passes(scenarios/x/main.cc "#include \"support/buffer.h\"\n#include <highwater/scenario.h>\n#include <curl/curl.h>")

fails("#include \"cli/x.h\": base may not include cli" harness/base/x.cc "#include \"cli/x.h\"" harness/cli/x.h "//")
fails("#include \"counting/accountant.h\": probe may not include counting" harness/probe/x.cc
      "#include \"counting/accountant.h\"")
fails("#include \"base/file.h\": counting may not include base" harness/counting/x.cc "#include \"base/file.h\"")
fails("#include \"cli/x.h\": base may not include cli" harness/base/x_test.cc "\t# include \"cli/x.h\"" harness/cli/x.h "//")
fails("#include \"file.h\": no such file, includes are written relative to harness/" harness/base/x.cc "#include \"file.h\"")
fails("#include \"../base/file.h\": no such file, includes are written relative to harness/" harness/base/x.cc
      "#include \"../base/file.h\"")
fails("#include <string>: counting may include of the C++ library only what needs no code outside the header"
      harness/counting/x.cc "#include <string>")
fails("#include <CLI/CLI.hpp>: base may not include this library" harness/base/x.cc "#include <CLI/CLI.hpp>")
fails("#include <nlohmann/json.hpp>: compare may not include this library" harness/compare/x.cc
      "#include <nlohmann/json.hpp>")
fails("#include <gtest/gtest.h>: base may not include this library" harness/base/x.cc "#include <gtest/gtest.h>")
fails("#include <boost/any.hpp>: cli may not include this library" harness/cli/x.cc "#include <boost/any.hpp>")
fails("#include <highwater/scenario.h>: base may not include the public headers" harness/base/x.cc
      "#include <highwater/scenario.h>")
fails("#include \"highwater/scenario.h\": write public headers as <highwater/...>" harness/counting/x.cc
      "#include \"highwater/scenario.h\"")
fails("#include \"base/testing/fake.h\": only tests may include what is there for tests" harness/cli/x.cc
      "#include \"base/testing/fake.h\"" harness/base/testing/fake.h "//")
fails("its folder is not in the layer table" harness/util/x.cc "//")
fails("#include HEADER: the name of the header must stand there" harness/base/x.cc "#include HEADER")
fails("#include \"base/file.h\": a scenario includes only scenarios/support, its own folder and <highwater/...>"
      scenarios/x/main.cc "#include \"base/file.h\"")
fails("#include \"y/y.h\": one scenario family may not include another" scenarios/x/main.cc "#include \"y/y.h\""
      scenarios/y/y.h "//")

# Nothing to check is no pass.
file(REMOVE_RECURSE "${SCRATCH}/tree")
file(WRITE "${SCRATCH}/tree/README.md" "")
execute_process(COMMAND ${CMAKE_COMMAND} "-DROOT=${SCRATCH}/tree" "-DTABLE=${TABLE}" -P "${CMAKE_CURRENT_LIST_DIR}/layers.cmake"
                RESULT_VARIABLE result ERROR_VARIABLE output)
if(result EQUAL 0 OR NOT output MATCHES "no sources under")
  message(FATAL_ERROR "an empty tree passes: ${output}")
endif()
