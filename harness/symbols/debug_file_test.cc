// SPDX-License-Identifier: Apache-2.0
// Debug information in another file: by build id, by .gnu_debuglink, by .gnu_debugaltlink, in .dwo files.
#include "symbols/debug_file.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "symbols/testing/fixture.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;
using symbols_test::at;
using symbols_test::Frames;
using symbols_test::module_of;

constexpr char kFixture[] = HIGHWATER_TEST_FIXTURE;

class DebugFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Expected<TemporaryDirectory> folder = TemporaryDirectory::create("debug-file");
    ASSERT_TRUE(folder);
    folder_.emplace(*std::move(folder));
    root_ = folder_->path() + "/root";
    place_ = folder_->path() + "/place";
    fs::create_directories(root_);
    fs::create_directories(place_);
  }

  static void copy(const std::string& from, const std::string& to) {
    fs::create_directories(fs::path(to).parent_path());
    fs::copy_file(from, to, fs::copy_options::overwrite_existing);
  }
  std::string by_build_id(const std::string& id) const {
    return root_ + "/.build-id/" + id.substr(0, 2) + "/" + id.substr(2) + ".debug";
  }
  // The frames of the call `inlined` in the fixture's copy at `path`.
  Frames frames(const std::string& path) const {
    return symbols_test::symbolizer(root_)->resolve(module_of(path),
                                                    symbols_test::addresses_of(kFixture).at("inlined"));
  }

  std::optional<TemporaryDirectory> folder_;
  std::string root_;   // in the place of /usr/lib/debug
  std::string place_;  // where the program is
  const Frames nothing_ = {SymbolFrame{}};
  const Frames all_ = {at("demo::inner(int)", "program.cc", "inner", true),
                       at("demo::middle(int)", "program.cc", "middle", true),
                       at("demo::outer(int)", "program.cc", "outer")};
};

TEST_F(DebugFileTest, IsFoundByBuildId) {
  copy(std::string(kFixture) + ".stripped", place_ + "/program");
  EXPECT_EQ(frames(place_ + "/program"), nothing_);
  copy(std::string(kFixture) + ".debug", by_build_id(module_of(kFixture).build_id));
  EXPECT_EQ(frames(place_ + "/program"), all_);
}

TEST_F(DebugFileTest, OfAnotherBuildIsNotTaken) {
  copy(std::string(kFixture) + ".stripped", place_ + "/program");
  copy(std::string(kFixture) + "_dwarf4", by_build_id(module_of(kFixture).build_id));
  EXPECT_EQ(frames(place_ + "/program"), nothing_);
}

TEST_F(DebugFileTest, IsFoundWhereItsLinkMayLead) {
  const std::string name = fs::path(kFixture).filename().string() + ".debug";
  for (const std::string& place : {place_, place_ + "/.debug", root_ + place_}) {
    copy(std::string(kFixture) + ".linked", place_ + "/program");
    EXPECT_EQ(frames(place_ + "/program"), nothing_) << place;
    copy(std::string(kFixture) + ".debug", place + "/" + name);
    EXPECT_EQ(frames(place_ + "/program"), all_) << place;
    fs::remove(place + "/" + name);
  }
}

TEST_F(DebugFileTest, IsFoundBesideWhatASymbolicLinkLeadsTo) {
  copy(std::string(kFixture) + ".linked", place_ + "/program");
  copy(std::string(kFixture) + ".debug", place_ + "/" + fs::path(kFixture).filename().string() + ".debug");
  fs::create_symlink(place_ + "/program", folder_->path() + "/link");
  EXPECT_EQ(frames(folder_->path() + "/link"), all_);
}

TEST_F(DebugFileTest, WithAnotherChecksumIsNotTaken) {
  const std::string debug = place_ + "/" + fs::path(kFixture).filename().string() + ".debug";
  copy(std::string(kFixture) + ".linked", place_ + "/program");
  ASSERT_TRUE(write_file(debug, *read_file(std::string(kFixture) + ".debug") + "x"));
  EXPECT_EQ(frames(place_ + "/program"), nothing_);
}

TEST_F(DebugFileTest, WithoutItsDwoFilesLeavesSymbolsAndLines) {
  std::string text = *read_file(std::string(kFixture) + "_split");
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(".dwo", at)) != std::string::npos; ++found)
    text.replace(at, 4, ".off");
  ASSERT_GT(found, 0U);
  ASSERT_TRUE(write_file(place_ + "/program", text));
  const std::uint64_t address = symbols_test::addresses_of(std::string(kFixture) + "_split").at("inlined");
  EXPECT_EQ(symbols_test::symbolizer()->resolve(module_of(place_ + "/program"), address),
            Frames{at("demo::outer(int)", "program.cc", "inner")});
}

// user() of fixtures/uses_alternate.c.
class AlternateFile : public DebugFileTest {
 protected:
  void SetUp() override {
    DebugFileTest::SetUp();
    copy(kUser, place_ + "/user.so");
  }
  Frames frames() const {
    const std::string path = place_ + "/user.so";
    return symbols_test::symbolizer(root_)->resolve(module_of(path), symbols_test::symbol_of(path, "user"));
  }

  static constexpr char kUser[] = HIGHWATER_TEST_BUILD "/alternate/uses_alternate.so";
  static constexpr char kAlternate[] = HIGHWATER_TEST_BUILD "/alternate/alternate.so";
  const Frames all_ = {SymbolFrame{"shared_function", "", 0, true}, SymbolFrame{"user", "", 42, false}};
  const Frames symbol_ = {SymbolFrame{"user", "", 0, false}};
};

TEST_F(AlternateFile, IsFoundByItsName) {
  copy(kAlternate, place_ + "/alternate.so");
  EXPECT_EQ(frames(), all_);
}

TEST_F(AlternateFile, IsFoundByItsBuildId) {
  copy(kAlternate, by_build_id("0123456789abcdef"));
  EXPECT_EQ(frames(), all_);
}

TEST_F(AlternateFile, ThatIsMissingLeavesTheSymbols) {
  EXPECT_EQ(frames(), symbol_);
}

TEST_F(AlternateFile, OfAnotherBuildLeavesTheSymbols) {
  copy(kFixture, place_ + "/alternate.so");
  EXPECT_EQ(frames(), symbol_);
}

}  // namespace
}  // namespace highwater
