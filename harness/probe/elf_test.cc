// SPDX-License-Identifier: Apache-2.0
#include "probe/elf.h"

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <fstream>

#include "base/file.h"

namespace highwater {
namespace {

class ElfTest : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text, mode_t mode = 0755) {
    std::string path = folder_.path() + "/" + name;
    EXPECT_TRUE(write_file(path, text));
    ::chmod(path.c_str(), mode);
    return path;
  }
  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-elf-test");
};

TEST_F(ElfTest, AnOrdinaryProgramHasNothingAgainstIt) {
  const ExecutableFacts facts = inspect_executable("/proc/self/exe");
  EXPECT_TRUE(facts.is_elf);
  EXPECT_FALSE(facts.is_static);
  EXPECT_FALSE(facts.other_architecture);
  EXPECT_FALSE(facts.is_privileged);
}

TEST_F(ElfTest, TheLoaderTellsTheCLibrary) {
  std::string bytes = *read_file("/proc/self/exe");
  EXPECT_FALSE(is_for_another_libc(inspect_executable("/proc/self/exe")));
  EXPECT_FALSE(is_for_another_libc(inspect_executable(file("none", "no program"))));
  bytes.replace(bytes.find("/ld-linux"), 9, "/ld-musl-");
  const ExecutableFacts facts = inspect_executable(file("musl", bytes));
  EXPECT_TRUE(is_for_another_libc(facts)) << facts.loader;
  EXPECT_FALSE(facts.is_static);
}

TEST_F(ElfTest, AProgramForAnotherMachineIsTold) {
  std::string bytes = *read_file("/proc/self/exe");
  bytes[18] = 8;  // e_machine: MIPS
  bytes[19] = 0;
  EXPECT_TRUE(inspect_executable(file("mips", bytes)).other_architecture);
}

TEST_F(ElfTest, SetUserIdIsTold) {
  EXPECT_TRUE(inspect_executable(file("suid", *read_file("/proc/self/exe"), 04755)).is_privileged);
}

bool set_capability(const std::string& path) {
  vfs_cap_data data{};
  data.magic_etc = VFS_CAP_REVISION_2;
  data.data[0].permitted = 1u << CAP_NET_RAW;
  return ::setxattr(path.c_str(), "security.capability", &data, sizeof data, 0) == 0;
}

// The owner of a file may, as the root of a user namespace.
bool set_capability_in_namespace(const std::string& path) {
  const std::string users = "0 " + std::to_string(::geteuid()) + " 1";
  const std::string groups = "0 " + std::to_string(::getegid()) + " 1";
  const pid_t child = ::fork();
  if (child == 0) {
    if (::unshare(CLONE_NEWUSER) != 0) ::_exit(1);
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << users;
    std::ofstream("/proc/self/gid_map") << groups;
    ::_exit(set_capability(path) ? 0 : 1);
  }
  int status = 0;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(ElfTest, FileCapabilitiesAreTold) {
  const std::string program = file("capable", *read_file("/proc/self/exe"));
  ASSERT_FALSE(inspect_executable(program).is_privileged);
  ASSERT_TRUE(set_capability(program) || set_capability_in_namespace(program))
      << "file capabilities need root, or a user namespace, and a file system that has them: allow user "
         "namespaces (sysctl kernel.unprivileged_userns_clone=1, or "
         "kernel.apparmor_restrict_unprivileged_userns=0 where there is that), or run this test as root; "
         "TMPDIR "
         "may name another file system than "
      << folder_.path();
  EXPECT_TRUE(inspect_executable(program).is_privileged);
}

TEST_F(ElfTest, AnOperatorNewThatCannotReachMallocIsTold) {
  EXPECT_EQ(inspect_executable(HIGHWATER_TEST_NEW_FROM_MAPPING).own_new, OwnNew::kCallsNoMalloc);
  EXPECT_EQ(inspect_executable(HIGHWATER_TEST_NO_NEW).own_new, OwnNew::kNone);
  EXPECT_EQ(inspect_executable(HIGHWATER_TEST_RUNTIMES_NEW).own_new, OwnNew::kNone);
  const ExecutableFacts facts = inspect_executable(HIGHWATER_TEST_STATIC_NEW_FROM_MAPPING);
  EXPECT_TRUE(facts.is_static);
  EXPECT_EQ(facts.own_new, OwnNew::kNone) << "which is not why it cannot be measured";
}

// By another entry of the C library, by a library of its own, by the runtime, or by an address that it asked
// for.
TEST_F(ElfTest, AnOperatorNewThatMayReachMallocIsNotTakenForOneThatCannot) {
  for (const char* const program : {HIGHWATER_TEST_NEW_FROM_PAGES, HIGHWATER_TEST_NEW_FROM_LIBRARY,
                                    HIGHWATER_TEST_NEW_FROM_ALIGNED_NEW, HIGHWATER_TEST_NEW_FROM_LOOK_UP})
    EXPECT_EQ(inspect_executable(program).own_new, OwnNew::kMayCallMalloc) << program;
  EXPECT_EQ(inspect_executable(HIGHWATER_TEST_STRIPPED_RUNTIMES_NEW).own_new, OwnNew::kMayBeTheRuntimes);
}

// A script may name it as its interpreter.
TEST_F(ElfTest, OfAFifoNothingIsKnownAndItIsNotWaitedFor) {
  const std::string fifo = folder_.path() + "/fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0700), 0);
  EXPECT_FALSE(inspect_executable(fifo).is_elf);
  EXPECT_FALSE(has_silent_google_tests(fifo));
}

TEST_F(ElfTest, AScriptNamesItsInterpreter) {
  EXPECT_EQ(inspect_executable(file("s", "#! /usr/bin/env bash\n")).interpreter, "/usr/bin/env");
  EXPECT_EQ(inspect_executable(file("t", "#!/bin/sh")).interpreter, "/bin/sh");
  EXPECT_EQ(inspect_executable(file("u", "no")).interpreter, "");
}

// This one is a GoogleTest program; what highwater::gtest prints is in it too, with the function that looks.
TEST_F(ElfTest, GoogleTestProgramsThatReportNothingAreTold) {
  std::string bytes = *read_file("/proc/self/exe");
  EXPECT_FALSE(has_silent_google_tests("/proc/self/exe"));
  for (std::size_t at = 0; (at = bytes.find("[   MEMORY ]", at)) != std::string::npos;) bytes[at] = ' ';
  EXPECT_TRUE(has_silent_google_tests(file("silent", bytes)));
  EXPECT_FALSE(has_silent_google_tests("/bin/sh"));
  EXPECT_FALSE(has_silent_google_tests(folder_.path() + "/absent"));
}

// Every prefix of a real program: damaged files give facts, never a crash.
TEST_F(ElfTest, DamagedFilesAreNoDanger) {
  const std::string bytes = *read_file("/proc/self/exe");
  for (std::size_t length = 0; length < 4096; length += 97)
    inspect_executable(file("cut", bytes.substr(0, length)));
  std::string garbled = bytes;
  for (std::size_t i = 64; i < garbled.size(); i += 331) garbled[i] = '\xff';
  inspect_executable(file("garbled", garbled));
  EXPECT_FALSE(inspect_executable(folder_.path() + "/absent").is_elf);
}

TEST_F(ElfTest, ProgramsAreFoundAsExecDoes) {
  const std::string program = file("program", "x");
  file("text", "x", 0644);
  EXPECT_EQ(find_executable("program", "/nowhere:" + folder_.path()), program);
  EXPECT_EQ(find_executable("text", folder_.path()), std::nullopt);
  EXPECT_EQ(find_executable("./x", ""), "./x");
}

}  // namespace
}  // namespace highwater
