// SPDX-License-Identifier: Apache-2.0
#include "symbols/demangle.h"

#include <gtest/gtest.h>

#include "symbols/testing/fixture.h"

namespace highwater {
namespace {

using symbols_test::demangled;
using symbols_test::doubled_name;

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

TEST(Demangle, ANameThatStandsForTooMuchStaysAsItIs) {
  EXPECT_EQ(demangled(doubled_name("1f", 1)),
            "void f<b<a<int, int>, a<int, int> > >(b<a<int, int>, a<int, int> >)");
  EXPECT_EQ(demangled(doubled_name("1f", 8)).substr(0, 14), "void f<b<c<d<e");
  for (int times : {14, 30, 50}) EXPECT_EQ(demangled(doubled_name("1f", times)), doubled_name("1f", times));
  EXPECT_EQ(demangled("_Z1fIXsr1aIN1bD"), "_Z1fIXsr1aIN1bD")
      << "which libstdc++ 12 never has read to its end";
  EXPECT_EQ(demangled("_Z1fi"), "f(int)") << "the next one";
}

TEST(Demangle, ALongNameIsDemangled) {
  std::string types, words;
  for (int i = 0; i < 75; ++i) {
    types += "N5boost3mplE";
    words += i == 0 ? "boost::mpl" : ", boost::mpl";
  }
  EXPECT_EQ(demangled("_Z1fI" + types + "Evv"), "void f<" + words + ">()");
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
