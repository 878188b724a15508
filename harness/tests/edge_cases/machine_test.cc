// SPDX-License-Identifier: Apache-2.0
// Machines that lack something: no /proc, memfd_create forbidden, no /dev/shm, no room anywhere (E75, E76).
// In mount namespaces of their own, by the real command.
#include <gmock/gmock.h>
#include <unistd.h>

#include "tests/counting/testing/command.h"

namespace highwater::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// `script` runs as root in a mount namespace, where the test itself may be nobody; "$@" is the command.
ProcessOutcome inside(const std::string& script, const std::vector<std::string>& command) {
  std::vector<std::string> words = {"unshare", "--mount"};
  if (::geteuid() != 0) words.emplace_back("--map-root-user");  // which is forbidden in a chroot
  words.insert(words.end(), {"sh", "-c", script, "sh"});
  words.insert(words.end(), command.begin(), command.end());
  return plain_run(words);
}

std::vector<std::string> measures(const std::vector<std::string>& flags = {}) {
  return run_of({HIGHWATER_TEST_EARLY, "first_calloc"}, flags);
}

std::vector<std::string> without_memfd(const std::vector<std::string>& command) {
  std::vector<std::string> words = {HIGHWATER_TEST_WITHOUT_CALL};
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

constexpr const char* kNumbers = "300 B";

void expect_numbers(const ProcessOutcome& outcome) {
  EXPECT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
  EXPECT_THAT(outcome.standard_error.tail, HasSubstr(kNumbers));
}

TEST(E33, WithoutProcTheNumbersAreThere) {
  expect_numbers(inside("mount -t tmpfs none /proc && exec \"$@\"", measures()));
  expect_numbers(inside("mount -t tmpfs none /proc && exec \"$@\"", measures({"--sites"})));
  expect_numbers(inside("mount -t tmpfs none /proc && exec \"$@\"", measures({"--children"})));
}

TEST(E75, WithoutMemfdTheNumbersAreThere) {
  expect_numbers(plain_run(without_memfd(measures())));
  expect_numbers(plain_run(without_memfd(measures({"--sites"}))));
}

TEST(E75, WithoutMemfdAndSharedMemoryFoldersTheNumbersAreThere) {
  expect_numbers(inside("mount -t tmpfs -o ro none /dev/shm && exec \"$@\"", without_memfd(measures())));
}

TEST(E75, AFullFolderForSharedMemoryIsPassedOver) {
  expect_numbers(
      inside("mount -t tmpfs -o size=64k none /dev/shm && exec \"$@\"", without_memfd(measures())));
}

// Sites have tables that grow: the room for all of them is there before the program starts, or it does not.
TEST(E75, AFolderThatIsTooSmallForSitesIsRefused) {
  const ProcessOutcome outcome =
      inside("mount -t tmpfs -o size=16m none /tmp && exec \"$@\"", without_memfd(measures({"--sites"})));
  EXPECT_EQ(outcome.exit_code, 5);
  EXPECT_THAT(outcome.standard_error.tail, AllOf(HasSubstr("shared memory"), HasSubstr("a /tmp that")));
}

TEST(E76, WithoutAnyPlaceForTheNumbersTheProgramDoesNotRunAndTheReasonIsSaid) {
  for (const char* options : {"ro", "size=64k"}) {
    const std::string mounts = std::string("mount -t tmpfs -o ") + options +
                               " none /dev/shm && mount -t tmpfs -o " + options + " none /tmp && exec \"$@\"";
    const ProcessOutcome outcome = inside(mounts, without_memfd(run_of({"/bin/sh", "-c", "echo it ran"})));
    EXPECT_EQ(outcome.exit_code, 5) << options;
    EXPECT_THAT(outcome.standard_error.tail,
                AllOf(HasSubstr("shared memory"), HasSubstr("hint: "), HasSubstr("memfd_create")))
        << options;
    EXPECT_THAT(outcome.standard_output.tail, Not(HasSubstr("it ran"))) << options;
  }
}

}  // namespace
}  // namespace highwater::e2e
