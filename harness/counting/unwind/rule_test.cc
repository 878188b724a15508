// SPDX-License-Identifier: Apache-2.0
#include "counting/unwind/rule.h"

#include <gtest/gtest.h>

namespace highwater::counting {
namespace {

Rule packed_and_back(const Rule& rule) {
  const std::uint64_t packed = pack(rule, 0xfffff);
  EXPECT_EQ(location_in(packed), 0xfffffu);
  EXPECT_EQ(location_in(pack(rule, 5)), 5u);
  return unpack(packed);
}

constexpr Rule kUnknown{.kind = RuleKind::kUnknown};

TEST(Rule, KeepsEveryKindSlotAndOffset) {
  for (const RuleKind kind : {RuleKind::kStack, RuleKind::kFrame, RuleKind::kBase}) {
    for (const std::int32_t offset : {-(1 << 29), -8, 0, 1, 8, 16, 4096, 1 << 20, (1 << 29) - 1}) {
      for (std::uint8_t slot = 0; slot <= kMaxSlot; ++slot) {
        const Rule rule{.kind = kind,
                        .fp_slot = slot,
                        .bx_slot = static_cast<std::uint8_t>(kMaxSlot - slot),
                        .offset = offset};
        EXPECT_EQ(packed_and_back(rule), rule) << offset << ' ' << int{slot};
      }
    }
  }
}

TEST(Rule, KeepsAnAddendWhereTheAddressIsInMemory) {
  for (const RuleKind kind : {RuleKind::kStackDeref, RuleKind::kFrameDeref}) {
    for (const std::int32_t offset : {-(1 << 17), -8, 0, 152, (1 << 17) - 1}) {
      const Rule rule{.kind = kind, .fp_slot = 1, .bx_slot = 5, .offset = offset, .addend = 4095};
      EXPECT_EQ(packed_and_back(rule), rule) << offset;
    }
  }
}

TEST(Rule, WhoseNumbersDoNotFitIsUnknownAndNotAnother) {
  EXPECT_EQ(packed_and_back({.kind = RuleKind::kStack, .offset = 1 << 29}), kUnknown);
  EXPECT_EQ(packed_and_back({.kind = RuleKind::kStack, .offset = INT32_MIN}), kUnknown);
  EXPECT_EQ(packed_and_back({.kind = RuleKind::kStack, .fp_slot = kMaxSlot + 1, .offset = 8}), kUnknown);
  EXPECT_EQ(packed_and_back({.kind = RuleKind::kStack, .bx_slot = kMaxSlot + 1, .offset = 8}), kUnknown);
  EXPECT_EQ(packed_and_back({.kind = RuleKind::kFrameDeref, .offset = 1 << 17}), kUnknown);
  EXPECT_EQ(packed_and_back({.kind = RuleKind::kFrameDeref, .offset = -8, .addend = 4096}), kUnknown);
}

TEST(Rule, IsNeverTheWordThatTellsOfNone) {
  for (unsigned kind = 1; kind <= static_cast<unsigned>(RuleKind::kSignal); ++kind)
    EXPECT_NE(pack({.kind = static_cast<RuleKind>(kind)}), 0u);
  EXPECT_NE(pack(kUnknown), 0u);
}

}  // namespace
}  // namespace highwater::counting
