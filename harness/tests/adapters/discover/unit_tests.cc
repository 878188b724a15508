// SPDX-License-Identifier: Apache-2.0
// Tests as somebody may have them. The file BEHAVIOUR says what they do: `thrifty`, `wasteful`, `empty`
// (lists none), `broken` (ends early); read when the program runs, so that another behaviour takes no
// compiler.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

bool behaves(const char* behaviour) {
  char text[32] = "";
  std::FILE* const file = std::fopen(BEHAVIOUR, "r");
  if (file == nullptr || std::fscanf(file, "%31s", text) != 1) std::abort();
  std::fclose(file);
  return std::strcmp(text, behaviour) == 0;
}

void* volatile kept = nullptr;

TEST(Cache, Keeps) {
  kept = std::malloc(behaves("wasteful") ? 1000000 : 100000);
}

TEST(Cache, DISABLED_Forgets) {}

class Sizes : public testing::TestWithParam<const char*> {};
TEST_P(Sizes, AreKept) {
  kept = std::malloc(std::strlen(GetParam()));
}
// What is printed of these when tests are listed is not easy on a CMake list.
INSTANTIATE_TEST_SUITE_P(Few, Sizes, testing::Values("a;b", "[\\"));

// In another target the same suite without its first name, under another prefix, has the same scenario.
class Twice : public testing::TestWithParam<int> {};
TEST_P(Twice, Is) {}
#if defined(OTHER)
INSTANTIATE_TEST_SUITE_P(, Twice, testing::Values(1));
#else
INSTANTIATE_TEST_SUITE_P(Few, Twice, testing::Values(1));
#endif

}  // namespace

int main(int argc, char** argv) {
  if (behaves("broken")) return 7;
  testing::InitGoogleTest(&argc, argv);
  if (behaves("empty")) testing::GTEST_FLAG(filter) = "-*";
  return RUN_ALL_TESTS();
}
