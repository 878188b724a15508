// SPDX-License-Identifier: Apache-2.0
// Loading the plug-in, and who does not.
#include "symbols/symbolizer.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "base/error_printer.h"
#include "base/file.h"
#include "symbols/plugin.h"
#include "symbols/testing/fixture.h"

namespace highwater {
namespace {

using symbols_test::imported_by;
using symbols_test::needed_by;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kPlugin[] = HIGHWATER_TEST_LIB_DIR "/libhighwater_symbols.so";
constexpr char kHint[] =
    "it belongs in ../lib/highwater beside the highwater command: build or install it again";

Error error_of(const std::string& folder) {
  const Expected<std::unique_ptr<Symbolizer>> loaded = load_symbolizer(folder);
  return loaded ? Error{ExitStatus::kOk, "loaded", ""} : loaded.error();
}

TEST(Symbolizer, ThePlugInOfThisBuildLoads) {
  EXPECT_TRUE(load_symbolizer(HIGHWATER_TEST_LIB_DIR));
}

TEST(Symbolizer, SaysThatThePlugInIsNotThere) {
  EXPECT_EQ(error_of("/nonexistent"),
            (Error{ExitStatus::kProbe, "/nonexistent/libhighwater_symbols.so: the symboliser is not there",
                   kHint}));
}

TEST(Symbolizer, APlugInOfAnotherVersionIsRefused) {
  const std::string folder = HIGHWATER_TEST_BUILD "/other_version";
  EXPECT_EQ(
      error_of(folder),
      (Error{ExitStatus::kProbe,
             folder + "/libhighwater_symbols.so: the symboliser is of version 0.0.0-other, the highwater "
                      "command of version " HIGHWATER_VERSION,
             kHint}));
}

TEST(Symbolizer, ALibraryThatIsNoPlugInIsRefused) {
  const std::string folder = HIGHWATER_TEST_BUILD "/other_library";
  EXPECT_EQ(
      error_of(folder),
      (Error{ExitStatus::kProbe, folder + "/libhighwater_symbols.so: not a symboliser of Highwater", kHint}));
}

TEST(Symbolizer, AFileThatIsNoLibraryIsRefusedWithTheLoadersReason) {
  const Expected<TemporaryDirectory> folder = TemporaryDirectory::create("symbolizer");
  ASSERT_TRUE(folder);
  const std::string path = folder->path() + "/libhighwater_symbols.so";
  ASSERT_TRUE(write_file(path, "text"));
  EXPECT_EQ(
      error_of(folder->path()),
      (Error{ExitStatus::kProbe, path + ": the symboliser cannot be loaded: " + path + ": file too short",
             "it needs libdw of elfutils (Debian: libdw1)"}));
}

TEST(Symbolizer, ThePlugInNeverAsksDebuginfod) {
  // Only libdwfl, a part of libdw, asks it; the plug-in calls into the rest.
  const std::vector<std::string> imports = imported_by(kPlugin);
  EXPECT_THAT(imports, Contains("dwarf_begin_elf"));
  EXPECT_THAT(imports, Each(Not(StartsWith("dwfl_"))));
  EXPECT_THAT(imports, Each(Not(StartsWith("debuginfod_"))));
  EXPECT_THAT(needed_by(kPlugin), Contains(StartsWith("libdw.so")));
  EXPECT_THAT(needed_by(kPlugin), Each(Not(HasSubstr("debuginfod"))));
}

// What the processes of a command load, as the loader tells.
std::string loaded_by(const std::string& command) {
  const Expected<TemporaryDirectory> folder = TemporaryDirectory::create("symbolizer");
  EXPECT_TRUE(folder);
  symbols_test::output_of("LD_DEBUG=files LD_DEBUG_OUTPUT=" + folder->path() + "/log " + command + " 2>&1");
  std::string text;
  for (const auto& entry : std::filesystem::directory_iterator(folder->path()))
    text += *read_file(entry.path());
  return text;
}

TEST(Symbolizer, APlainRunLoadsNeitherThePlugInNorLibdw) {
  const std::string loaded = loaded_by(HIGHWATER_TEST_COMMAND " run -- true");
  EXPECT_THAT(loaded, HasSubstr("libhighwater_counting"));  // the log is of the right processes
  EXPECT_THAT(loaded, Not(HasSubstr("libdw")));
  EXPECT_THAT(loaded, Not(HasSubstr("libhighwater_symbols")));
  EXPECT_THAT(needed_by(HIGHWATER_TEST_COMMAND), Each(Not(StartsWith("libdw"))));
}

TEST(Symbolizer, AProgramThatLoadsThePlugInIsSeenToLoadIt) {
  const std::string loaded = loaded_by("/proc/" + std::to_string(::getpid()) +
                                       "/exe --gtest_filter=Symbolizer.ThePlugInOfThisBuildLoads");
  EXPECT_THAT(loaded, HasSubstr("libdw"));
  EXPECT_THAT(loaded, HasSubstr("libhighwater_symbols"));
}

}  // namespace
}  // namespace highwater
