// SPDX-License-Identifier: Apache-2.0
// Every file of corpus/ (seeds, and what fuzzing has found) goes through its target again, whole and with
// some noise in it. Without libFuzzer, so that it runs wherever the unit tests do, under sanitizers too.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <vector>

#include "base/file.h"
#include "fuzz/targets.h"

namespace highwater::fuzz {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> corpus_of(const std::string& target) {
  std::vector<std::string> texts;
  const fs::path folder = fs::path(HIGHWATER_FUZZ_CORPUS) / target;
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) texts.push_back(*read_file(path));
  if (target == "symbols") texts.push_back(*read_file(HIGHWATER_FUZZ_ELF));
  return texts;
}

class Noise {
 public:
  explicit Noise(unsigned seed) : random_(seed) {}

  std::string in(std::string text, const std::vector<std::string>& others) {
    for (std::size_t times = 1 + below(4); times > 0; --times) once(text, others);
    return text;
  }

 private:
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

  void once(std::string& text, const std::vector<std::string>& others) {
    static constexpr const char* kPieces[] = {"0",     "-1",   "9223372036854775808",
                                              "1e999", "\"",   "{",
                                              "[",     "null", "\\u0000",
                                              "\n",    "\xff", "../",
                                              "a/b",   ": ",   "n1: 0 ",
                                              "="};
    const std::size_t at = below(text.size() + 1);
    switch (below(6)) {
      case 0:
        text.resize(at);
        return;
      case 1:
        if (at < text.size()) text[at] = static_cast<char>(random_());
        return;
      case 2:
        text.insert(at, kPieces[below(std::size(kPieces))]);
        return;
      case 3:
        text.erase(at, 1 + below(20));
        return;
      case 4:
        text.insert(at, text.substr(below(text.size() + 1), below(200)));
        return;
      default: {
        const std::string& other = others[below(others.size())];
        text.replace(at, below(50), other.substr(below(other.size() + 1), below(50)));
      }
    }
  }

  std::mt19937_64 random_;
};

class Fuzz : public testing::TestWithParam<Target> {};

TEST_P(Fuzz, TheCorpusIsReadWithAndWithoutNoise) {
  const std::vector<std::string> texts = corpus_of(GetParam().name);
  ASSERT_FALSE(texts.empty()) << "no seed";
  for (const std::string& text : texts) GetParam().run(text);
  GetParam().run("");
  const char* const more = std::getenv("HIGHWATER_TEST_ROUNDS");
  const bool is_slow = std::string(GetParam().name) == "segment";
  const unsigned rounds =
      (is_slow ? 50 : 400) * (more == nullptr ? 1 : static_cast<unsigned>(std::atoi(more)));
  for (unsigned round = 0; round < rounds; ++round) {
    Noise noise(round);
    GetParam().run(noise.in(texts[round % texts.size()], texts));
  }
}

INSTANTIATE_TEST_SUITE_P(, Fuzz, testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(FuzzTargets, AFindingEndsTheProcess) {
  EXPECT_DEATH(require(false, "as it should"), "finding: as it should");
}

}  // namespace
}  // namespace highwater::fuzz
