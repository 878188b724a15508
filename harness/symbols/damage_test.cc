// SPDX-License-Identifier: Apache-2.0
// Files that a linker never wrote: cut off, with bits flipped, with fields and sections that lie. Whatever is
// in them, the symboliser answers, soon. Each round is made from a number, which a failure names.
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "base/file.h"
#include "symbols/testing/fixture.h"

namespace highwater {
namespace {

using symbols_test::Span;

constexpr unsigned kRounds = 200;
constexpr unsigned kSeconds = 60;  // for all rounds of one file; they take two

class Damage {
 public:
  Damage(std::string text, std::vector<Span> sections, unsigned seed)
      : text_(std::move(text)), sections_(std::move(sections)), random_(seed) {}

  std::string make() {
    for (std::size_t times = 1 + below(3); times > 0; --times) once();
    return text_;
  }

 private:
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

  // Somewhere in the file; mostly in a section that the symboliser reads, where a hit tells.
  std::size_t somewhere() {
    if (below(4) == 0) return below(text_.size());
    const Span span = sections_[below(sections_.size())];
    return std::min(span.low + below(span.high - span.low), text_.size() - 1);
  }

  void once() {
    if (text_.size() < 128) return;
    switch (below(7)) {
      case 0:
        text_.resize(below(text_.size()));
        return;
      case 1:
      case 2:
        for (std::size_t count = 1 + below(16); count > 0; --count) {
          char& letter = text_[somewhere()];
          letter = static_cast<char>(static_cast<unsigned char>(letter) ^ (1U << below(8)));
        }
        return;
      case 3: {  // a field with a number that no field should have
        static constexpr std::uint64_t kNumbers[] = {0,          1,          0x7f,       0x80, 0xff,
                                                     0x7fffffff, 0xffffffff, 1ULL << 63, ~0ULL};
        const std::uint64_t number = kNumbers[below(std::size(kNumbers))];
        const std::size_t size = std::size_t{1} << below(4);
        text_.replace(std::min(somewhere(), text_.size() - size), size,
                      reinterpret_cast<const char*>(&number), size);
        return;
      }
      case 4: {  // a stretch of one byte
        const std::size_t begin = somewhere();
        const std::size_t size = std::min(below(64), text_.size() - begin);
        text_.replace(begin, size, size, static_cast<char>(random_()));
        return;
      }
      case 5: {  // a stretch of something else
        const std::string piece = text_.substr(somewhere(), 1 + below(64));
        const std::size_t to = somewhere();
        text_.replace(to, std::min(piece.size(), text_.size() - to), piece.substr(0, text_.size() - to));
        return;
      }
      default: {  // the table of sections
        const std::size_t table = std::min<std::size_t>(text_.size(), 64UL * 40);
        text_[text_.size() - 1 - below(table)] = static_cast<char>(random_());
        return;
      }
    }
  }

  std::string text_;
  std::vector<Span> sections_;
  std::mt19937_64 random_;
};

// What a child process, which may crash, tells its parent.
struct Progress {
  unsigned round = 0;
  unsigned told = 0;  // rounds in which some address still had a line, or a name where there are no lines
};

class DamageTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    void* const memory =
        ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    progress_ = new (memory) Progress;
  }
  void TearDown() override { ::munmap(progress_, sizeof(Progress)); }

  Progress* progress_ = nullptr;
};

TEST_P(DamageTest, NeitherCrashesNorHangs) {
  const std::string original = HIGHWATER_TEST_BUILD "/" + std::string(GetParam());
  const Expected<TemporaryDirectory> folder = TemporaryDirectory::create("damage");
  ASSERT_TRUE(folder);
  // Where uses_alternate.so looks for the other half.
  std::filesystem::copy_file(HIGHWATER_TEST_BUILD "/alternate/alternate.so",
                             folder->path() + "/alternate.so");
  const std::string text = *read_file(original);
  const std::vector<Span> sections = symbols_test::symbol_sections_of(original);
  ASSERT_GE(sections.size(), 3U);
  const Span code = symbols_test::section_of(original, ".text");
  SymbolModule module = symbols_test::module_of(original);
  module.path = folder->path() + "/file";
  ASSERT_TRUE(write_file(module.path, text));
  const std::unique_ptr<Symbolizer> first = symbols_test::symbolizer();
  ASSERT_FALSE(first->resolve(module, code.low).back().function.empty());

  const bool has_lines =
      original.find("fixture_bare") == std::string::npos && original.find("alternate") == std::string::npos;
  const auto tells = [&](const SymbolFrame& frame) {
    return has_lines ? frame.line > 0 : !frame.function.empty();
  };

  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(kSeconds);
    for (unsigned round = 1; round <= kRounds; ++round) {
      progress_->round = round;
      if (!write_file(module.path, Damage(text, sections, round).make())) ::_exit(1);
      const std::unique_ptr<Symbolizer> symbols = symbols_test::symbolizer();
      bool told = false;
      for (std::uint64_t address = code.low; address < code.high; address += 7)
        told = tells(symbols->resolve(module, address).front()) || told;
      progress_->told += told ? 1 : 0;
    }
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0)
      << "round " << progress_->round << ", signal " << (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  EXPECT_EQ(progress_->round, kRounds);
  // Neither all too harmless nor all too harmful.
  EXPECT_GT(progress_->told, kRounds / 10);
  EXPECT_LT(progress_->told, kRounds);
}

INSTANTIATE_TEST_SUITE_P(Files, DamageTest,
                         ::testing::Values("highwater_symbols_fixture", "highwater_symbols_fixture_dwarf4",
                                           "highwater_symbols_fixture_split",
                                           "highwater_symbols_fixture_compressed",
                                           "highwater_symbols_fixture_clang",
                                           "highwater_symbols_fixture_bare", "alternate/uses_alternate.so"),
                         [](const auto& test) {
                           const std::string name = std::filesystem::path(test.param).stem();
                           return name.substr(0, name.find_last_of('.'));
                         });

}  // namespace
}  // namespace highwater
