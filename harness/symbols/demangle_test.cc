// SPDX-License-Identifier: Apache-2.0
#include "symbols/demangle.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(Demangle, NamesOfCxxAreShownWithTheirParameters) {
  EXPECT_EQ(demangled("_ZN3Foo3barEi"), "Foo::bar(int)");
  EXPECT_EQ(demangled("_ZL15static_functioni"), "static_function(int)");
  EXPECT_EQ(demangled("_ZN12_GLOBAL__N_16Parser4nextEi"), "(anonymous namespace)::Parser::next(int)");
}

TEST(Demangle, TheCopiesOfAConstructorHaveOneName) {
  for (const char* const name : {"_ZN4demo6WidgetC1Ei", "_ZN4demo6WidgetC2Ei", "_ZN4demo6WidgetC4Ei"})
    EXPECT_EQ(demangled(name), "demo::Widget::Widget(int)");
}

TEST(Demangle, OtherNamesStayAsTheyAre) {
  for (const char* const name :
       {"", "i", "main", "_start", "_Z", "_Zebra", "_ZN3Foo", "main.main", ".", "..", ".L1"})
    EXPECT_EQ(demangled(name), name);
}

TEST(Demangle, TheNestingOfANameMayBeHostile) {
  // Pointers to pointers…, deeper than any demangler's stack if each took a frame; then a name that is too
  // long.
  const std::string deep = "_Z1f" + std::string(60'000, 'P') + "i";
  EXPECT_FALSE(demangled(deep).empty());
  const std::string longer = "_Z1f" + std::string(1'000'000, 'P') + "i";
  EXPECT_EQ(demangled(longer), longer);
}

TEST(Demangle, APieceOfAFunctionHasTheFunctionsName) {
  for (const char* const suffix :
       {".cold", ".part.0", ".isra.0", ".constprop.12", ".constprop.0.isra.0", ".part.0.cold", ".localalias",
        ".lto_priv.0", ".llvm.123456789", ".__uniq.987654321", ".cold.1"}) {
    EXPECT_EQ(demangled(std::string("_ZN4demo3hotEi") + suffix), "demo::hot(int)") << suffix;
    EXPECT_EQ(demangled(std::string("hot") + suffix), "hot") << suffix;
  }
}

TEST(Demangle, OtherNamesWithDotsAreFunctionsOfTheirOwn) {
  for (const char* const name : {"main.main", "f._omp_fn.0", "f.avx2", "f.0", "cold", ".cold", "cold.",
                                 "f.cold.", "f.partition", "f.cold.x"})
    EXPECT_EQ(demangled(name), name);
  EXPECT_EQ(demangled("_Z1fi.avx2"), "f(int) [clone .avx2]");
}

}  // namespace
}  // namespace highwater
