// SPDX-License-Identifier: Apache-2.0
#include "probe/massif_xtree.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace highwater {
namespace {

using Sums = std::vector<std::pair<std::string, int>>;

const Sums kSums = {{"curB : currently allocated Bytes", 5021}, {"curBk : currently allocated Blocks", 9},
                    {"totB : total allocated Bytes", 5181},     {"totBk : total allocated Blocks", 12},
                    {"totFdB : total Freed Bytes", 160},        {"totFdBk : total Freed Blocks", 3}};

std::string report(const Sums& sums) {
  std::string text = "desc: xtree.produce_report\ncmd: ./z\ntime_unit: ms\n";
  for (std::size_t index = 0; index < sums.size(); ++index) {
    const std::string number = std::to_string(sums[index].second);
    text += "#-----------\nsnapshot=" + std::to_string(index) +
            "\n#-----------\ntime=321\nmem_heap_B=" + number +
            "\nmem_heap_extra_B=0\nmem_stacks_B=0\nheap_tree=detailed\nn1: " + number + " " +
            sums[index].first + "\n n0: " + number + " 0x1: main (z.c:4)\n";
  }
  return text;
}

TEST(MassifXtree, GivesTheSums) {
  const Expected<XtreeTotals> totals = parse_xtree(report(kSums), "x.ms");
  ASSERT_TRUE(totals) << totals.error().what;
  EXPECT_EQ(*totals, (XtreeTotals{5021, 5181, 12}));
}

TEST(MassifXtree, SumsAreToldApartByNameNotByPosition) {
  EXPECT_EQ(*parse_xtree(report({kSums.rbegin(), kSums.rend()}), "x.ms"), (XtreeTotals{5021, 5181, 12}));
}

TEST(MassifXtree, EveryPrefixIsAnError) {
  const std::string all = report(kSums);
  for (std::size_t size = 0; size < all.size(); ++size) {
    const Expected<XtreeTotals> totals = parse_xtree(all.substr(0, size), "x.ms");
    ASSERT_FALSE(totals) << "at byte " << size;
    EXPECT_EQ(totals.error().status, ExitStatus::kProbe);
  }
}

TEST(MassifXtree, AMissingSumIsNamed) {
  EXPECT_EQ(parse_xtree(report({kSums.begin(), kSums.end() - 1}), "x.ms").error().what,
            "x.ms: expected a tree \"totFdBk : …\", found none");
}

TEST(MassifXtree, AnOrdinaryMassifFileIsNoReport) {
  const std::string text =
      "desc: x\ncmd: y\ntime_unit: B\n#-----------\nsnapshot=0\n#-----------\ntime=0\nmem_heap_B=0\n"
      "mem_heap_extra_B=0\nmem_stacks_B=0\nheap_tree=empty\n";
  EXPECT_EQ(parse_xtree(text, "x.ms").error().what, "x.ms: expected a tree \"curB : …\", found none");
}

TEST(MassifXtree, SumsThatContradictEachOtherAreAnError) {
  Sums sums = kSums;
  sums[4].second = 161;
  EXPECT_EQ(parse_xtree(report(sums), "x.ms").error().what,
            "x.ms: expected totB = curB + totFdB, found 5181 and 5021 + 161");
}

}  // namespace
}  // namespace highwater
