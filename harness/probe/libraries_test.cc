// SPDX-License-Identifier: Apache-2.0
#include "probe/libraries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/launcher.h"

namespace highwater {
namespace {

using testing::IsEmpty;
using testing::MatchesRegex;

// A runner that starts nothing: what the loader would print is given.
class FakeLoader final : public ProcessRunner {
 public:
  Expected<ProcessOutcome> run(const ProcessSpec& spec) override {
    specs.push_back(spec);
    ProcessOutcome outcome;
    outcome.exit_code = exit_code;
    outcome.standard_output.tail = text;
    return outcome;
  }
  std::string text;
  int exit_code = 0;
  std::vector<ProcessSpec> specs;
};

ProbeRequest request_of(const std::string& program) {
  ProbeRequest request;
  request.command = {program, "--argument"};
  request.environment = {"PATH=/usr/bin:/bin", "LD_LIBRARY_PATH=/opt/lib"};
  return request;
}

TEST(Libraries, TheLoadersListIsReadWithoutWhatIsNoFile) {
  EXPECT_THAT(parse_loader_list("\tlinux-vdso.so.1 (0x00007ffd)\n"
                                "\tlibz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x00007f11)\n"
                                "\tlibodd => a.so => /opt/a b (0x1)/libodd.so (0x00007f12)\n"
                                "\tlibgone.so.3 => not found\n"
                                "\t/lib64/ld-linux-x86-64.so.2 (0x00007f13)\n"
                                " => /x (0x1)\nnonsense\n\n"),
              testing::ElementsAre(std::pair("libodd", "a.so => /opt/a b (0x1)/libodd.so"),
                                   std::pair("libz.so.1", "/lib/x86_64-linux-gnu/libz.so.1")));
}

TEST(Libraries, OfTheSystemHaveTheirFilesNameAndBuild) {
  FakeLoader loader;
  loader.text = "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f11)\n";
  const std::map<std::string, std::string> found = libraries_of(loader, request_of("sh"));
#if defined(__x86_64__)
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found.at("libc.so.6"), MatchesRegex("libc\\.so\\.6 [0-9a-f]{8}"));
#endif
  ASSERT_EQ(loader.specs.size(), 1u);
  EXPECT_EQ(loader.specs[0].argv[1], "--list");
  // As the scenario itself has it.
  EXPECT_EQ(loader.specs[0].environment, request_of("sh").environment);
}

// They change with every commit: a hint that is always there is read by nobody.
TEST(Libraries, OfTheProjectAreLeftOut) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-libraries-test");
  const std::string path = folder.path() + "/libproject.so";
  ASSERT_TRUE(write_file(path, *read_file("/proc/self/exe")));
  EXPECT_EQ(version_of_library(path), "");
  EXPECT_EQ(version_of_library(folder.path() + "/absent.so"), "");
}

TEST(Libraries, NothingIsRunForWhatHasNoLoader) {
  FakeLoader loader;
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-libraries-test");
  const std::string text = folder.path() + "/text";
  ASSERT_TRUE(write_file(text, "no program"));
  std::filesystem::permissions(text, std::filesystem::perms::owner_all);
  EXPECT_THAT(libraries_of(loader, request_of(text)), IsEmpty());
  EXPECT_THAT(libraries_of(loader, request_of("/nonexistent")), IsEmpty());
  EXPECT_THAT(loader.specs, IsEmpty());
}

TEST(Libraries, ALoaderThatFailsIsNoFailure) {
  FakeLoader loader;
  loader.text = "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f11)\n";
  loader.exit_code = 127;
  EXPECT_THAT(libraries_of(loader, request_of("sh")), IsEmpty());
}

TEST(Libraries, TheRealLoaderNamesTheLibcOfAProgramAndOfAScriptsInterpreter) {
  Launcher launcher = *Launcher::start();
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-libraries-test");
  ASSERT_TRUE(write_file(folder.path() + "/script", "#!/bin/sh\nexit 1\n"));
  std::filesystem::permissions(folder.path() + "/script", std::filesystem::perms::owner_all);
  ProbeRequest script = request_of("./script");
  script.working_directory = folder.path();
  EXPECT_EQ(libraries_of(launcher, request_of("sh")).count("libc.so.6"), 1u);
  EXPECT_EQ(libraries_of(launcher, script), libraries_of(launcher, request_of("sh")));
}

}  // namespace
}  // namespace highwater
