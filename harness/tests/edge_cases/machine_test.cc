// SPDX-License-Identifier: Apache-2.0
// Machines that lack something: no /proc, memfd_create forbidden, no /dev/shm, no room anywhere (E75, E76).
// In mount namespaces of their own, by the real command.
#include <gmock/gmock.h>

#include "tests/counting/testing/command.h"
#include "tests/edge_cases/testing/mount_namespace.h"

namespace highwater::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> measures(const std::vector<std::string>& flags = {}) {
  return run_of({HIGHWATER_TEST_EARLY, "first_calloc"}, flags);
}

constexpr const char* kNumbers = "300 B";

void expect_numbers(const ProcessOutcome& outcome) {
  EXPECT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
  EXPECT_THAT(outcome.standard_error.tail, HasSubstr(kNumbers));
}

TEST(E33, WithoutProcTheNumbersAreThere) {
  expect_numbers(inside("mount -t tmpfs none /proc", measures()));
  expect_numbers(inside("mount -t tmpfs none /proc", measures({"--sites"})));
  expect_numbers(inside("mount -t tmpfs none /proc", measures({"--children"})));
}

TEST(E75, WithoutMemfdTheNumbersAreThere) {
  expect_numbers(plain_run(without_memfd(measures())));
  expect_numbers(plain_run(without_memfd(measures({"--sites"}))));
}

TEST(E75, WithoutMemfdAndSharedMemoryFoldersTheNumbersAreThere) {
  expect_numbers(inside("mount -t tmpfs -o ro none /dev/shm", without_memfd(measures())));
}

// A /dev of three devices and nothing else. Bound by way of /dev/shm, which goes with the rest.
constexpr const char* kSmallDev =
    "mount -t tmpfs none /dev/shm && for device in null zero urandom; do"
    " : > /dev/shm/$device && mount --bind /dev/$device /dev/shm/$device || exit 96; done;"
    " mount --rbind /dev/shm /dev && test ! -e /dev/shm";

TEST(E75, WithoutMemfdAndAFolderForSharedMemoryAtAllTheNumbersAreThere) {
  expect_numbers(inside(kSmallDev, measures()));
  expect_numbers(inside(kSmallDev, without_memfd(measures())));
  expect_numbers(inside(kSmallDev, without_memfd(measures({"--sites"}))));
}

TEST(E75, AFullFolderForSharedMemoryIsPassedOver) {
  expect_numbers(inside("mount -t tmpfs -o size=64k none /dev/shm", without_memfd(measures())));
}

// Sites have tables that grow: the room for all of them is there before the program starts, or it does not.
TEST(E75, AFolderThatIsTooSmallForSitesIsRefused) {
  const ProcessOutcome outcome =
      inside("mount -t tmpfs -o size=16m none /tmp", without_memfd(measures({"--sites"})));
  EXPECT_EQ(outcome.exit_code, 5);
  EXPECT_THAT(outcome.standard_error.tail, AllOf(HasSubstr("shared memory"), HasSubstr("a /tmp that")));
}

TEST(E76, WithoutAnyPlaceForTheNumbersTheProgramDoesNotRunAndTheReasonIsSaid) {
  const std::string shm = "mount -t tmpfs none /dev/shm -o ";
  const std::string tmp = " && mount -t tmpfs none /tmp -o ";
  for (const std::string& mounts :
       {shm + "ro" + tmp + "ro", shm + "size=64k" + tmp + "size=64k", kSmallDev + tmp + "ro"}) {
    const ProcessOutcome outcome = inside(mounts, without_memfd(run_of({"/bin/sh", "-c", "echo it ran"})));
    EXPECT_EQ(outcome.exit_code, 5) << mounts;
    EXPECT_THAT(outcome.standard_error.tail,
                AllOf(HasSubstr("shared memory"), HasSubstr("hint: "), HasSubstr("memfd_create")))
        << mounts;
    EXPECT_THAT(outcome.standard_output.tail, Not(HasSubstr("it ran"))) << mounts;
  }
}

}  // namespace
}  // namespace highwater::e2e
