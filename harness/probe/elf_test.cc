// SPDX-License-Identifier: Apache-2.0
#include "probe/elf.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

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

TEST_F(ElfTest, AProgramForAnotherMachineIsTold) {
  std::string bytes = *read_file("/proc/self/exe");
  bytes[18] = 8;  // e_machine: MIPS
  bytes[19] = 0;
  EXPECT_TRUE(inspect_executable(file("mips", bytes)).other_architecture);
}

TEST_F(ElfTest, SetUserIdIsTold) {
  EXPECT_TRUE(inspect_executable(file("suid", *read_file("/proc/self/exe"), 04755)).is_privileged);
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
