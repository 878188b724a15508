// SPDX-License-Identifier: Apache-2.0
// Programs that the counting library cannot measure are exit code 5 with the reason, never numbers.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <exception>

#include "base/file.h"
#include "probe/segment.h"
#include "tests/counting/testing/command.h"

namespace highwater::e2e {
namespace {

using testing::Contains;
using testing::HasSubstr;

void expect_exit_5(const std::vector<std::string>& command, const std::string& reason) {
  const ProcessOutcome outcome = plain_run(run_of(command));
  EXPECT_EQ(outcome.exit_code, 5) << outcome.standard_error.tail;
  EXPECT_THAT(outcome.standard_error.tail, HasSubstr(reason));
  EXPECT_THAT(outcome.standard_error.tail, HasSubstr("hint: "));
}

TEST(Refusal, OfAStaticProgram) {
  expect_exit_5({HIGHWATER_TEST_STATIC}, "the program is statically linked");
}

TEST(Refusal, OfAProgramWithItsOwnMalloc) {
  expect_exit_5({HIGHWATER_TEST_OWN_MALLOC}, "the program brings an allocator of its own");
  expect_exit_5({HIGHWATER_TEST_HIDDEN_MALLOC}, "the program brings an allocator of its own");
}

TEST(Refusal, OfAProgramWhoseOperatorNewCallsNoMalloc) {
  expect_exit_5({HIGHWATER_TEST_ARENA_NEW}, "the program defines operator new and calls no malloc");
}

// Whatever the file of the program says: a library of its own may call malloc for it. Here it is the C++
// runtime's by a name that nobody knows.
TEST(Refusal, OfAProgramWhoseLibrariesMayCallMallocIsAWarning) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-e2e");
  std::string bytes = *read_file(HIGHWATER_TEST_ARENA_NEW);
  const std::string known = "libstdc++.so.6";
  const std::string unknown = "libunknown.so0";
  for (std::size_t at = 0; (at = bytes.find(known, at)) != std::string::npos;)
    bytes.replace(at, known.size(), unknown);
  const std::string copy = folder.path() + "/copy";
  ASSERT_TRUE(write_file(copy, bytes));
  ASSERT_EQ(::chmod(copy.c_str(), 0755), 0);
  Dl_info runtime;
  ASSERT_NE(::dladdr(reinterpret_cast<const void*>(&std::set_terminate), &runtime), 0);
  ASSERT_EQ(::symlink(runtime.dli_fname, (folder.path() + "/" + unknown).c_str()), 0);
  Setting setting;
  setting.environment.push_back("LD_LIBRARY_PATH=" + folder.path());
  const ProbeRun run = measured({copy}, setting);
  EXPECT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
  EXPECT_THAT(run.measurement.warnings, Contains(HasSubstr("the program defines operator new")));
}

TEST(Refusal, OfASanitizedProgram) {
  expect_exit_5({HIGHWATER_TEST_ADDRESS_SANITIZER}, "built with AddressSanitizer");
  expect_exit_5({HIGHWATER_TEST_LEAK_SANITIZER}, "built with LeakSanitizer");
  expect_exit_5({HIGHWATER_TEST_THREAD_SANITIZER}, "built with ThreadSanitizer");
  // gcc exports nothing of a runtime that is linked statically, except for its malloc.
  expect_exit_5({HIGHWATER_TEST_STATIC_ADDRESS_SANITIZER}, "the program brings an allocator of its own");
}

// The loader ignores LD_PRELOAD where a program gets rights that its caller has not: root becomes nobody in a
// copy of our own, and anybody else becomes root in su.
TEST(Refusal, OfASetUserIdProgram) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-e2e");
  std::vector<std::string> command = {"/usr/bin/su", "--version"};
  if (::geteuid() == 0) {
    const std::string copy = folder.path() + "/copy";
    ASSERT_TRUE(write_file(copy, *read_file(HIGHWATER_TEST_ALLOCATES)));
    ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
    ASSERT_EQ(::chown(copy.c_str(), 65534, 65534), 0);
    ASSERT_EQ(::chmod(copy.c_str(), 04755), 0);
    command = {copy};
  }
  expect_exit_5(command, "the program is set-user-id");
}

TEST(Refusal, OfAMissingLibrary) {
  Setting setting;
  setting.preload = "/nonexistent/libhighwater_counting.so";
  const Error error = refused({HIGHWATER_TEST_ALLOCATES}, setting);
  EXPECT_EQ(error.status, ExitStatus::kProbe);
  EXPECT_EQ(error.what, "/nonexistent/libhighwater_counting.so: the counting library is not there");
}

// ld.so says so on stderr and runs the program all the same.
TEST(Refusal, OfALibraryThatCannotBeLoaded) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-e2e");
  Setting setting;
  setting.preload = folder.path() + "/libhighwater_counting.so";
  ASSERT_TRUE(write_file(setting.preload, "no library"));
  const Error error = refused({HIGHWATER_TEST_ALLOCATES}, setting);
  EXPECT_EQ(error.status, ExitStatus::kProbe);
  EXPECT_THAT(error.what, HasSubstr("the counting library did not attach"));
}

// Runs `command` with the library and a segment whose header was made another version's; returns what
// reported into it.
std::vector<ProcessReport> reports_with_version(std::uint32_t version,
                                                const std::vector<std::string>& command) {
  const Segment segment = *Segment::create(1, Sites::kOff);
  void* memory = ::mmap(nullptr, counting::kPageBytes, PROT_READ | PROT_WRITE, MAP_SHARED, segment.fd(), 0);
  EXPECT_NE(memory, MAP_FAILED);
  static_cast<counting::Header*>(memory)->version = version;
  ::munmap(memory, counting::kPageBytes);
  ProcessSpec spec;
  spec.argv = command;
  spec.environment = fixed_environment();
  spec.environment.push_back("LD_PRELOAD=" HIGHWATER_TEST_LIBRARY);
  spec.stdio = Stdio::kCapture;
  spec.inherited = InheritedFile{segment.fd(), counting::kVariable};
  const Expected<ProcessOutcome> outcome = runner().run(spec);
  EXPECT_TRUE(outcome && outcome->exit_code == 0);
  std::uint32_t lost = 0;
  return segment.reports(&lost);
}

TEST(Refusal, OfAnotherVersionsSharedMemoryWritesNothingIntoIt) {
  EXPECT_EQ(reports_with_version(counting::kWireVersion, {HIGHWATER_TEST_ALLOCATES}).size(), 1u);
  EXPECT_EQ(reports_with_version(counting::kWireVersion + 1, {HIGHWATER_TEST_ALLOCATES}).size(), 0u);
}

// The program runs as if the library were not there, and sees no trace of it.
TEST(Refusal, OfAnotherVersionsSharedMemoryLeavesNoTrace) {
  EXPECT_EQ(reports_with_version(counting::kWireVersion + 1, {HIGHWATER_TEST_EARLY_PROGRAM}).size(), 0u);
}

// A program that fails before it starts is the scenario's failure, not the probe's.
TEST(Refusal, OfAProgramWhoseLibraryIsMissingIsTheScenariosFailure) {
  const ProcessOutcome outcome = plain_run(run_of({HIGHWATER_TEST_MISSING_LIBRARY}));
  EXPECT_EQ(outcome.exit_code, 3) << outcome.standard_error.tail;
  EXPECT_THAT(outcome.standard_error.tail, HasSubstr("libhighwater_never_there.so"));
}

}  // namespace
}  // namespace highwater::e2e
