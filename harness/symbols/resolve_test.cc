// SPDX-License-Identifier: Apache-2.0
// Programs whose functions and lines are known: fixtures/. Each prints where its calls are.
#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "symbols/testing/fixture.h"

namespace highwater {
namespace {

using symbols_test::addresses_of;
using symbols_test::at;
using symbols_test::Frames;
using symbols_test::module_of;
using ::testing::ElementsAre;

constexpr char kFixture[] = HIGHWATER_TEST_FIXTURE;
constexpr char kHidden[] = "(anonymous namespace)::";

// What clang calls a lambda that nobody outside can see.
constexpr char kClangsLambda[] = "demo::with_lambda(int)::$_0::operator()(int) const";
constexpr char kLambda[] = "demo::with_lambda(int)::{lambda(int)#1}::operator()(int) const";

// What the debug information of every fixture says that the compiler of this build made.
std::map<std::string, Frames> expected_frames() {
  const std::string cc = "program.cc";
  const std::string hidden = kHidden;
  return {
      {"static", {at("static_function(int)", cc, "static")}},
      {"inlined",
       {at("demo::inner(int)", cc, "inner", true), at("demo::middle(int)", cc, "middle", true),
        at("demo::outer(int)", cc, "outer")}},
      {"template", {at("demo::Box<long>::doubled() const", cc, "template")}},
      {"constructor", {at("demo::Widget::Widget(int)", cc, "constructor")}},
      {"lambda", {at(symbols_test::kIsClang ? kClangsLambda : kLambda, cc, "lambda")}},
      {"hot", {at("demo::hot(int)", cc, "hot")}},
      {"cold", {at("demo::hot(int)", cc, "cold")}},
      {"anonymous", {at(hidden + "Parser::next(int)", cc, "anonymous")}},
      {"anonymous-inlined",
       {at("int " + hidden + "scaled<int>(int)", cc, "anonymous inlined", true),
        at(hidden + "calls_scaled(int)", cc, "calls scaled")}},
      {"local-class", {at(hidden + "with_local_class(int)::Local::method(int)", cc, "local class")}},
      {"c", {at("c_inner", "plain.c", "c inner", true), at("c_static", "plain.c", "c static")}},
      {"one-letter", {at("i", "plain.c", "one letter")}},
  };
}

std::map<std::string, Frames> frames_of(const SymbolModule& module, const std::string& command) {
  const std::unique_ptr<Symbolizer> symbols = symbols_test::symbolizer();
  std::map<std::string, Frames> found;
  for (const auto& [label, address] : addresses_of(command)) found[label] = symbols->resolve(module, address);
  return found;
}

void expect_frames(const std::map<std::string, Frames>& found,
                   const std::map<std::string, Frames>& expected) {
  EXPECT_EQ(found.size(), expected.size());
  for (const auto& [label, frames] : found) EXPECT_EQ(frames, expected.at(label)) << label;
}

// All frames as they are without debug information: the function that has the code, no file.
std::map<std::string, Frames> by_symbols_alone(std::map<std::string, Frames> frames) {
  for (auto& [label, chain] : frames) chain = {SymbolFrame{chain.back().function, "", 0, false}};
  return frames;
}

class Resolve : public ::testing::TestWithParam<const char*> {};

TEST_P(Resolve, NamesEveryCallWithItsFileAndLine) {
  const std::string path = std::string(kFixture) + GetParam();
  std::map<std::string, Frames> expected = expected_frames();
  if (path.ends_with("_clang")) expected["lambda"].front().function = kClangsLambda;
  expect_frames(frames_of(module_of(path), path), expected);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Resolve,
                         ::testing::Values("", "_fixed", "_dwarf4", "_split", "_compressed", "_clang"),
                         [](const auto& test) { return *test.param == '\0' ? "plain" : test.param + 1; });

TEST(Resolve, ALibraryWithAnAddressOfItsOwnIsNamedInTheTermsOfItsFile) {
  const std::string library = HIGHWATER_TEST_LIBRARY;
  EXPECT_GE(symbols_test::section_of(library, ".text").low, 0x40000000U);
  expect_frames(frames_of(module_of(library), HIGHWATER_TEST_HOST " " + library), expected_frames());
}

TEST(Resolve, ASymbolGivesTheNameThatTheDebugInformationGives) {
  const std::string path = std::string(kFixture) + "_bare";
  expect_frames(frames_of(module_of(path), path), by_symbols_alone(expected_frames()));
}

TEST(Resolve, WithoutSymbolsAFunctionHasNoName) {
  const std::string path = std::string(kFixture) + ".stripped";
  for (const auto& [label, frames] : frames_of(module_of(path), path))
    EXPECT_EQ(frames, Frames{SymbolFrame{}}) << label;
}

TEST(Resolve, AStrippedLibraryNamesWhatItExports) {
  const Expected<TemporaryDirectory> folder = TemporaryDirectory::create("resolve");
  ASSERT_TRUE(folder);
  const std::string library = folder->path() + "/library.so";
  symbols_test::output_of("strip -o " + library + " " HIGHWATER_TEST_LIBRARY);
  const std::map<std::string, Frames> found =
      frames_of(module_of(library), HIGHWATER_TEST_HOST " " + library);
  EXPECT_THAT(found.at("inlined"), ElementsAre(SymbolFrame{"demo::outer(int)", "", 0, false}));
  EXPECT_THAT(found.at("static"), ElementsAre(SymbolFrame{}));
}

TEST(Resolve, WhatIsNoCodeHasNoName) {
  const SymbolModule module = module_of(kFixture);
  const std::unique_ptr<Symbolizer> symbols = symbols_test::symbolizer();
  for (const std::uint64_t address :
       {std::uint64_t{0}, symbols_test::section_of(kFixture, ".rodata").low, ~std::uint64_t{0}})
    EXPECT_EQ(symbols->resolve(module, address), Frames{SymbolFrame{}}) << address;
}

TEST(Resolve, AFileOfAnotherBuildIsNotAsked) {
  const std::uint64_t address = addresses_of(kFixture).at("static");
  const std::unique_ptr<Symbolizer> symbols = symbols_test::symbolizer();
  SymbolModule module = module_of(kFixture);
  EXPECT_NE(symbols->resolve(module, address), Frames{SymbolFrame{}});
  for (const char* const id : {"", "0123456789abcdef0123456789abcdef01234567"}) {
    module.build_id = id;
    EXPECT_EQ(symbols->resolve(module, address), Frames{SymbolFrame{}}) << id;
  }
}

TEST(Resolve, WhatIsNoElfFileHasNoNames) {
  const Expected<TemporaryDirectory> folder = TemporaryDirectory::create("resolve");
  ASSERT_TRUE(folder);
  ASSERT_TRUE(write_file(folder->path() + "/text", "text"));
  ASSERT_TRUE(write_file(folder->path() + "/empty", ""));
  symbols_test::output_of("mkfifo " + folder->path() + "/fifo");
  const std::unique_ptr<Symbolizer> symbols = symbols_test::symbolizer();
  for (const std::string& path :
       {folder->path() + "/text", folder->path() + "/empty", folder->path() + "/fifo",
        folder->path() + "/absent", folder->path(), std::string("/dev/zero"), std::string("[vdso]"),
        std::string("linux-vdso.so.1"), std::string()})
    EXPECT_EQ(symbols->resolve({path, ""}, 0x1000), Frames{SymbolFrame{}}) << path;
}

TEST(Resolve, WhatIsKnownOfAFileIsForgottenWhenItChanges) {
  const Expected<TemporaryDirectory> folder = TemporaryDirectory::create("resolve");
  ASSERT_TRUE(folder);
  const std::string path = folder->path() + "/program";
  std::filesystem::copy_file(kFixture, path);
  const std::uint64_t address = addresses_of(kFixture).at("static");
  const SymbolModule module = module_of(path);
  const std::unique_ptr<Symbolizer> symbols = symbols_test::symbolizer();
  const Frames names = symbols->resolve(module, address);
  EXPECT_EQ(names.back().function, "static_function(int)");
  symbols->forget_changed();
  EXPECT_EQ(symbols->resolve(module, address), names);
  ASSERT_TRUE(write_file(path, "no program any more"));
  EXPECT_EQ(symbols->resolve(module, address), names);  // known from before
  symbols->forget_changed();
  EXPECT_EQ(symbols->resolve(module, address), Frames{SymbolFrame{}});
  std::filesystem::copy_file(kFixture, path, std::filesystem::copy_options::overwrite_existing);
  symbols->forget_changed();
  EXPECT_EQ(symbols->resolve(module, address), names);
}

// Asks for the functions `from` to `to` - 1 of too_slow.c, in a file of it.
void ask_for_slow_names(Symbolizer& symbols, const std::string& path, int from, int to) {
  for (int i = from; i < to; ++i) {
    const std::string name = symbols_test::doubled_name("2f" + std::to_string(i), 30);
    EXPECT_EQ(symbols.resolve(module_of(path), symbols_test::symbol_of(path, name)).back().function, name);
  }
}

std::string ordinary_name(Symbolizer& symbols, const std::string& path) {
  return symbols.resolve(module_of(path), symbols_test::symbol_of(path, "_Z8ordinaryi")).back().function;
}

TEST(Resolve, AFileWhoseNamesTakeTooLongCostsNoOtherItsNames) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("resolve");
  const std::string other = folder.path() + "/other.so";
  std::filesystem::copy_file(HIGHWATER_TEST_TOO_SLOW, other);
  const std::unique_ptr<Symbolizer> symbols = symbols_test::symbolizer();
  ask_for_slow_names(*symbols, HIGHWATER_TEST_TOO_SLOW, 0, 8);
  EXPECT_EQ(ordinary_name(*symbols, HIGHWATER_TEST_TOO_SLOW), "_Z8ordinaryi") << "no end of waiting";
  EXPECT_EQ(ordinary_name(*symbols, other), "ordinary(int)");
}

// What is known of the file from an earlier run must not decide what is shown in this one, neither by names
// that were shown as they are nor by those that were counted.
TEST(Resolve, ANameDoesNotDependOnWhatOtherRunsAskedFor) {
  const std::string path = HIGHWATER_TEST_TOO_SLOW;
  const std::unique_ptr<Symbolizer> symbols = symbols_test::symbolizer();
  ask_for_slow_names(*symbols, path, 0, 8);
  EXPECT_EQ(ordinary_name(*symbols, path), "_Z8ordinaryi");
  symbols->forget_changed();
  EXPECT_EQ(ordinary_name(*symbols, path), "ordinary(int)");
  ask_for_slow_names(*symbols, path, 0, 4);
  symbols->forget_changed();
  ask_for_slow_names(*symbols, path, 4, 8);
  EXPECT_EQ(ordinary_name(*symbols, path), "ordinary(int)");
}

TEST(Resolve, AnExportedNameSpeaksForTheCode) {
  // __libc_malloc by its debug information, where there is one, malloc to everybody else.
  const std::string path = symbols_test::libc_path();
  const SymbolModule libc = module_of(path);
  for (const char* const root : {"/nonexistent", "/usr/lib/debug"})
    for (const char* const name : {"malloc", "free", "qsort"}) {
      const std::uint64_t address = symbols_test::symbol_of(path, name);
      EXPECT_EQ(symbols_test::symbolizer(root)->resolve(libc, address).back().function, name) << root;
    }
}

}  // namespace
}  // namespace highwater
