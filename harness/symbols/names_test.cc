// SPDX-License-Identifier: Apache-2.0
// One function, one name: a site's key is made of names, and it must not depend on what the name comes from.
#include <elf.h>
#include <gmock/gmock.h>

#include <cstring>
#include <filesystem>
#include <map>
#include <set>

#include "base/file.h"
#include "symbols/testing/fixture.h"

namespace highwater {
namespace {

using symbols_test::Frames;
using symbols_test::Span;

// The file with its symbol tables declared to be something else, so that only the debug information is left.
std::string without_symbol_tables(std::string text) {
  Elf64_Ehdr header;
  std::memcpy(&header, text.data(), sizeof header);
  std::size_t hidden = 0;
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    char* const at = text.data() + header.e_shoff + i * sizeof(Elf64_Shdr);
    Elf64_Shdr section;
    std::memcpy(&section, at, sizeof section);
    if (section.sh_type != SHT_SYMTAB && section.sh_type != SHT_DYNSYM) continue;
    section.sh_type = SHT_PROGBITS;
    std::memcpy(at, &section, sizeof section);
    ++hidden;
  }
  EXPECT_GE(hidden, 2U);
  return text;
}

struct Names {
  std::size_t same = 0;  // addresses
  std::set<std::string> all;
  std::map<std::string, std::string> others;  // by the symbol's name
};

std::vector<std::string> functions_of(const Frames& frames) {
  std::vector<std::string> functions;
  for (const SymbolFrame& frame : frames) functions.push_back(frame.function);
  return functions;
}

Names names_of(const std::string& path) {
  const Expected<TemporaryDirectory> folder = TemporaryDirectory::create("names");
  SymbolModule module = symbols_test::module_of(path);
  const std::unique_ptr<Symbolizer> symbols = symbols_test::symbolizer();
  SymbolModule bare = module;
  bare.path = folder->path() + "/file";
  EXPECT_TRUE(write_file(bare.path, without_symbol_tables(*read_file(path))));
  Names names;
  const Span code = symbols_test::section_of(path, ".text");
  for (std::uint64_t address = code.low; address < code.high; ++address) {
    const Frames frames = symbols->resolve(module, address);
    // Assembly has a symbol and no debug information; padding has neither.
    if (frames.back().line == 0 || frames.back().function.empty()) continue;
    names.all.insert(frames.back().function);
    const Frames others = symbols->resolve(bare, address);
    if (functions_of(others) == functions_of(frames))
      ++names.same;
    else
      names.others[frames.back().function] = ::testing::PrintToString(functions_of(others));
  }
  return names;
}

class NamesOfFixture : public ::testing::TestWithParam<const char*> {};

TEST_P(NamesOfFixture, AreTheSameInSymbolsAndDebugInformation) {
  const Names names = names_of(std::string(HIGHWATER_TEST_FIXTURE) + GetParam());
  EXPECT_GT(names.same, 500U);
  EXPECT_THAT(names.others, ::testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Files, NamesOfFixture,
                         ::testing::Values("", "_fixed", "_dwarf4", "_split", "_compressed", "_clang"),
                         [](const auto& test) { return *test.param == '\0' ? "plain" : test.param + 1; });

TEST(Names, OfEveryKindAreTheSameInSymbolsAndDebugInformation) {
  const Names names = names_of(HIGHWATER_TEST_SPELLING);
  EXPECT_GT(names.all.size(), symbols_test::kIsClang ? 20U : 40U);  // it inlines more of them
  EXPECT_THAT(names.others, ::testing::IsEmpty());
}

TEST(Names, OfALibraryWithManyTemplatesAreTheSameInSymbolsAndDebugInformation) {
  const Names names = names_of(HIGHWATER_TEST_REAL);
  EXPECT_GT(names.same, 10'000U);
  // A class that is only declared does not tell its arguments, which its name then shows as GCC writes them.
  EXPECT_LE(names.others.size() * 20, names.all.size()) << ::testing::PrintToString(names.others);
}

}  // namespace
}  // namespace highwater
