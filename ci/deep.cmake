# SPDX-License-Identifier: Apache-2.0
# The part of ci/deep that builds and runs, after ci/test: the second compiler, ten thousand checks, threads, coverage, another
# architecture, then clang-tidy.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/build.cmake")
set(failed "")

# deep_step(NAME COMMAND…): a failing step does not hide what the next one would say.
function(deep_step name)
  message(NOTICE "ci: ${name}")
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${CI_ROOT}" RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    set(failed ${failed} "${name}" PARENT_SCOPE)
  endif()
endfunction()

# Preset ci by clang, each source on its own: an include that a batch hides is missed here. Without the gate: the baselines are
# those of the GCC build, and another compiler's are another profile.
set(folder "${CI_ROOT}/build/clang")
message(NOTICE "ci: building build/clang")
ci_run("configuring build/clang" ${CMAKE_COMMAND} --preset ci -B "${folder}" -DCMAKE_C_COMPILER=clang
       -DCMAKE_CXX_COMPILER=clang++ -DHIGHWATER_GATE=OFF -DHIGHWATER_UNITY=OFF)
ci_run("building build/clang" ${CMAKE_COMMAND} --build "${folder}")
deep_step("the tests of the clang build" ${CMAKE_CTEST_COMMAND} --test-dir "${folder}" -LE structure --output-on-failure -j2)

# A day of gate runs.
deep_step("ten thousand checks" ${CMAKE_COMMAND} -E env HIGHWATER_TEST_CHECKS=10000
          ${CMAKE_CTEST_COMMAND} --preset ci -R "^Endurance")

# ci/test has the accountant's alone. That preset leaves out what ThreadSanitizer, which hands signals over when it suits it,
# would not interrupt.
ci_build(tsan highwater-tests-unit)
deep_step("the unit tests under ThreadSanitizer" ${CMAKE_CTEST_COMMAND} --preset tsan-unit)

# The commands themselves, in front of programs that no sanitizer touches: those are measured without.
# One test is left out, for it asks how much memory `highwater` takes.
foreach(name IN ITEMS gate/highwater_gate_e2e_test report/highwater_report_command_test review/highwater_review_e2e_test
                      contracts/highwater_contracts_e2e_test)
  get_filename_component(target "${name}" NAME)
  ci_build(asan ${target})
  deep_step("${target} under AddressSanitizer and UBSan" "${CI_ROOT}/build/asan/harness/tests/${name}"
            --gtest_brief=1 "--gtest_filter=-Output.OfFiftyMegabytesNeitherFillsTheMemoryNorTakesLong")
endforeach()

# Which lines the tests run: nine in ten of the harness, and of what reads input from outside all but a line here and there that
# writes. Not counted: what runs inside the measured program (the counting library's hooks, massif's shim), which is built without.
ci_build(coverage)
deep_step("the tests that measure coverage" ${CMAKE_CTEST_COMMAND} --preset coverage)
set(readers "base/json_" "result/json" "baseline/(baseline_json|baseline_site|scaling_json)" "compare/outcome_json" "gate/proposal\\."
    "suite/(manifest|configuration|waiver|scenario_|settings|tolerance_)" "probe/massif_(file|xtree|log|label)"
    "probe/segment(_recording|_sites|_timeline)?\\.")
list(JOIN readers "|" readers)
foreach(part IN ITEMS "coverage;90;harness/" "coverage of the readers;99;harness/(${readers})")
  list(POP_FRONT part name least filter)
  deep_step("${name}" gcovr --root "${CI_ROOT}" --filter "${filter}" --exclude ".*_test\\.cc" --exclude ".*/testing/.*"
            --exclude "harness/(tests|fuzz)/.*" --exclude-unreachable-branches --print-summary --sort-uncovered
            --fail-under-line ${least} "${CI_ROOT}/build/coverage")
endforeach()

# The portable layers for AArch64, their unit tests under qemu-user. That preset leaves out what qemu-user has not: memory that
# a fork wipes, the adoption of orphans, a limit on the address space, signals between any two instructions, the kernel's own library.
ci_build(aarch64)
deep_step("the tests for AArch64" ${CMAKE_CTEST_COMMAND} --preset aarch64)

# Two at a time; each prints what it has to say when it finds something, and nothing else.
file(READ "${folder}/compile_commands.json" database)
string(JSON count LENGTH "${database}")
math(EXPR last "${count} - 1")
set(sources "")
foreach(i RANGE ${last})
  string(JSON file GET "${database}" ${i} file)
  list(APPEND sources "${file}")
endforeach()
list(REMOVE_DUPLICATES sources)
# What fixtures do is wrong on purpose: they leak, free what is not theirs, allocate after vfork.
list(FILTER sources EXCLUDE REGEX "/fixtures/")
list(JOIN sources "\n" sources)
file(WRITE "${folder}/tidy_sources.txt" "${sources}\n")
deep_step("clang-tidy" xargs -a "${folder}/tidy_sources.txt" -d "\\n" -n 1 -P 2 sh -c
          "said=$(clang-tidy --quiet -p \"$0\" \"$1\" 2>&1) || (printf '%s\\n' \"$said\" && exit 1)" "${folder}")

if(failed)
  list(JOIN failed ", " failed)
  message(FATAL_ERROR "ci/deep: failed: ${failed}")
endif()
