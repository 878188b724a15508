// SPDX-License-Identifier: Apache-2.0
// The same answers as addr2line of binutils, which reads files with code of its own, for thousands of
// addresses. Where the two differ on purpose, the difference has a name.
#include <dlfcn.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <set>
#include <sstream>

#include "base/file.h"
#include "symbols/demangle.h"
#include "symbols/testing/fixture.h"

namespace highwater {
namespace {

using symbols_test::Frames;
using symbols_test::Span;

// Text up to `begin`.
std::string before(const std::string& text, const std::string& begin) {
  return text.substr(0, text.find(begin));
}

// addr2line's frames for each address.
std::map<std::uint64_t, Frames> theirs(const std::string& path, const std::vector<std::uint64_t>& addresses) {
  const Expected<TemporaryDirectory> folder = TemporaryDirectory::create("addr2line");
  const std::string input = folder->path() + "/addresses";
  std::ostringstream list;
  for (const std::uint64_t address : addresses) list << std::hex << address << '\n';
  EXPECT_TRUE(write_file(input, list.str()));
  std::istringstream lines(
      symbols_test::output_of(HIGHWATER_TEST_ADDR2LINE " -a -f -i -C -e " + path + " < " + input));
  std::map<std::uint64_t, Frames> found;
  Frames* frames = nullptr;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("0x")) {
      frames = &found[std::stoull(line, nullptr, 16)];
      continue;
    }
    SymbolFrame frame;
    if (line != "??") frame.function = before(line, " [clone .");
    std::getline(lines, line);
    line = before(line, " (discriminator");
    const std::size_t colon = line.rfind(':');
    if (!line.starts_with("??")) frame.file = std::filesystem::path(line.substr(0, colon)).lexically_normal();
    if (line[colon + 1] != '?') frame.line = std::stoi(line.substr(colon + 1));
    if (!frames->empty()) frames->back().inlined = true;
    frames->push_back(frame);
  }
  return found;
}

// Names that begin at one address, by each of them: `free` and `cfree`.
class Aliases {
 public:
  explicit Aliases(const std::string& path) {
    for (const char* const table : {"", "-D "}) {
      std::istringstream lines(symbols_test::output_of(std::string("nm ") + table + path + " 2>/dev/null"));
      for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string address, type, name;
        if (line.starts_with(' ') || !(words >> address >> type >> name)) continue;
        addresses_[symbols_test::demangled(before(name, "@"))].insert(address);
      }
    }
  }
  bool are(const std::string& a, const std::string& b) const {
    const auto of_a = addresses_.find(a);
    const auto of_b = addresses_.find(b);
    if (of_a == addresses_.end() || of_b == addresses_.end()) return false;
    for (const std::string& address : of_a->second)
      if (of_b->second.contains(address)) return true;
    return false;
  }

 private:
  std::map<std::string, std::set<std::string>> addresses_;
};

constexpr char kBetween[] = "no function covers the address, and addr2line takes the one before";
constexpr char kAlias[] = "another name of the same code";
constexpr char kBare[] = "addr2line leaves scopes and parameters out";
constexpr char kAround[] = "addr2line calls what is inlined by the name of the function around it";
constexpr char kSymbolFile[] = "addr2line takes the file from the symbol table";
// For included code in some units of DWARF 5. readelf reads the tables as the symboliser does.
constexpr char kUnitsFile[] = "addr2line takes the unit's own file";
constexpr char kForgot[] = "addr2line gives the same answer when it is asked for nothing else";

// Of two frames at one depth. Empty: none.
std::string difference(const SymbolFrame& ours, const SymbolFrame& theirs, const std::string& around,
                       const Aliases& aliases) {
  if (ours.line != theirs.line) return "other line";
  if (std::filesystem::path(ours.file).lexically_normal() != theirs.file) {
    if (ours.file.empty() && theirs.line == 0) return kSymbolFile;
    const bool is_batch = theirs.file.ends_with(".cxx");  // which includes the sources themselves
    const bool is_units = is_batch || (theirs.file.ends_with(".cc") && !ours.file.ends_with(".cc"));
    return is_units ? kUnitsFile : "other file";
  }
  // addr2line does not demangle what has no linkage name, and leaves clone suffixes of C.
  if (theirs.function.empty() && !ours.function.empty()) return "other function";
  if (ours.function == symbols_test::demangled(theirs.function)) return {};
  if (ours.function.empty()) return kBetween;
  if (ours.inlined && theirs.function == around) return kAround;
  if (!ours.inlined && aliases.are(ours.function, theirs.function)) return kAlias;
  if (ours.function.find(before(theirs.function, "<")) != std::string::npos) return kBare;
  return "other function";
}

std::string difference(const Frames& ours, const Frames& theirs, const Aliases& aliases) {
  if (ours == Frames{SymbolFrame{}} && theirs.size() == 1 && theirs.front().line == 0) return kBetween;
  if (ours.size() != theirs.size()) return "other frames";
  std::string found;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const std::string name = difference(ours[i], theirs[i], ours.back().function, aliases);
    if (found.empty() || name.starts_with("other")) found = name;
  }
  return found;
}

// How often each difference is met, at every step-th byte of code.
std::map<std::string, std::size_t> compare(const std::string& path, std::uint64_t step) {
  const Span code = symbols_test::section_of(path, ".text");
  std::vector<std::uint64_t> addresses;
  for (std::uint64_t address = code.low; address < code.high; address += step) addresses.push_back(address);
  const std::map<std::uint64_t, Frames> expected = theirs(path, addresses);
  const std::unique_ptr<Symbolizer> symbols = symbols_test::symbolizer();
  const SymbolModule module = symbols_test::module_of(path);
  const Aliases aliases(path);
  std::map<std::string, std::size_t> counts;
  for (const std::uint64_t address : addresses) {
    const Frames ours = symbols->resolve(module, address);
    std::string name = difference(ours, expected.at(address), aliases);
    if (name.starts_with("other") &&
        !difference(ours, theirs(path, {address}).at(address), aliases).starts_with("other"))
      name = kForgot;
    if (++counts[name] <= 3 && name.starts_with("other"))
      ADD_FAILURE() << path << ": " << std::hex << address << ": " << name << "\n  ours   "
                    << ::testing::PrintToString(ours) << "\n  theirs "
                    << ::testing::PrintToString(expected.at(address));
  }
  return counts;
}

// At least one address in `one_in` gets the very same answer.
void expect_same(const std::string& path, std::uint64_t step, std::size_t one_in) {
  std::size_t all = 0;
  std::map<std::string, std::size_t> counts = compare(path, step);
  for (const auto& [name, count] : counts) {
    all += count;
    std::cout << std::filesystem::path(path).filename() << ": " << count << " "
              << (name.empty() ? "the same" : name) << '\n';
  }
  EXPECT_GT(counts[""], 100U);
  EXPECT_LE(counts[kForgot] + counts[kUnitsFile], all / 100) << path;
  EXPECT_GT(counts[""] * one_in, all) << path;
}

class Addr2lineOfFixture : public ::testing::TestWithParam<const char*> {};

TEST_P(Addr2lineOfFixture, SaysTheSameOfEveryByte) {
  expect_same(std::string(HIGHWATER_TEST_FIXTURE) + GetParam(), 1, 2);
}

// Not split: addr2line of binutils 2.40 finds no .dwo file of DWARF 5.
INSTANTIATE_TEST_SUITE_P(Files, Addr2lineOfFixture,
                         ::testing::Values("", "_fixed", "_dwarf4", "_compressed", "_clang"),
                         [](const auto& test) { return *test.param == '\0' ? "plain" : test.param + 1; });

TEST(Addr2line, SaysTheSameOfSymbolsAlone) {
  expect_same(std::string(HIGHWATER_TEST_FIXTURE) + "_bare", 1, 3);
}

// Of what clang makes addr2line leaves out many inlined frames: there the fixture must do.
#ifndef __clang__
TEST(Addr2line, SaysTheSameOfALibraryWithMuchInlined) {
  expect_same(HIGHWATER_TEST_REAL, 7, 2);
}

TEST(Addr2line, SaysTheSameOfThisProgram) {
  expect_same(std::filesystem::read_symlink("/proc/self/exe"), 211, 2);
}
#endif

// Of files of the system, by their symbols: what debug information this machine has for them does not matter.
class Addr2lineOfSystem : public ::testing::Test {
 protected:
  static void expect_same_symbols(const std::string& path, std::size_t one_in) {
    const Expected<TemporaryDirectory> folder = TemporaryDirectory::create("addr2line");
    ASSERT_TRUE(folder);
    const std::string copy = folder->path() + "/copy";
    std::string text = *read_file(path);
    const std::string id = symbols_test::module_of(path).build_id;
    std::string bytes;
    for (std::size_t i = 0; i + 1 < id.size(); i += 2)
      bytes += static_cast<char>(std::stoi(id.substr(i, 2), nullptr, 16));
    ASSERT_NE(text.find(bytes), std::string::npos);
    // Of a build that nobody has debug information for.
    text[text.find(bytes)] ^= 1;
    ASSERT_TRUE(write_file(copy, text));
    expect_same(copy, 97, one_in);
  }
};

TEST_F(Addr2lineOfSystem, SaysTheSameOfTheCLibrary) {
  expect_same_symbols(symbols_test::libc_path(), 4);
}

TEST_F(Addr2lineOfSystem, SaysTheSameOfTheCxxLibrary) {
  Dl_info info;
  ASSERT_NE(::dladdr(reinterpret_cast<void*>(&std::set_terminate), &info), 0);
  expect_same_symbols(info.dli_fname, 2);
}

TEST(Addr2line, ADifferenceIsSeen) {
  const Aliases aliases(HIGHWATER_TEST_FIXTURE);
  const Frames frames = {symbols_test::at("demo::inner(int)", "program.cc", "inner", true),
                         symbols_test::at("demo::outer(int)", "program.cc", "outer")};
  EXPECT_EQ(difference(frames, frames, aliases), "");
  Frames other = frames;
  other[1].line += 1;
  EXPECT_EQ(difference(frames, other, aliases), "other line");
  other = frames;
  other[1].function = "demo::hot(int)";
  EXPECT_EQ(difference(frames, other, aliases), "other function");
  other = frames;
  other[0].file = HIGHWATER_TEST_FIXTURES "/mark.c";
  EXPECT_EQ(difference(frames, other, aliases), "other file");
  other.pop_back();
  EXPECT_EQ(difference(frames, other, aliases), "other frames");
}

}  // namespace
}  // namespace highwater
