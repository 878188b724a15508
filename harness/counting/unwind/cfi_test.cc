// SPDX-License-Identifier: Apache-2.0
// Rules from unwind tables made by hand: what compilers and people write, what is damaged, and noise.
#include "counting/unwind/cfi.h"

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <random>

#include "counting/unwind/testing/made_eh_frame.h"

namespace highwater::counting {

std::ostream& operator<<(std::ostream& out, const Rule& rule) {
  return out << "kind " << static_cast<int>(rule.kind) << " fp " << int{rule.fp_slot} << " bx "
             << int{rule.bx_slot} << " offset " << rule.offset << " addend " << rule.addend;
}

namespace {

constexpr Rule kUnknown{.kind = RuleKind::kUnknown};
constexpr Rule kNone{.kind = RuleKind::kNone};
constexpr Rule kFirst{.kind = RuleKind::kStack, .offset = 8};

Rule rule_after(const Bytes& instructions, const MadeCommon& common = {}) {
  return MadeEhFrame({{instructions}}, common).rule(255);
}

TEST(Cfi, APrologueIsFollowedInstructionByInstruction) {
  // push rbp at 0, mov rbp, rsp at 1; leave before 16.
  const MadeEhFrame made({{{0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6, 0x4c, 0x0c, 7, 8}}});
  EXPECT_EQ(made.rule(0), kFirst);
  EXPECT_EQ(made.rule(1), (Rule{.kind = RuleKind::kStack, .fp_slot = 2, .offset = 16}));
  EXPECT_EQ(made.rule(3), (Rule{.kind = RuleKind::kStack, .fp_slot = 2, .offset = 16}));
  EXPECT_EQ(made.rule(4), (Rule{.kind = RuleKind::kFrame, .fp_slot = 2, .offset = 16}));
  EXPECT_EQ(made.rule(15), (Rule{.kind = RuleKind::kFrame, .fp_slot = 2, .offset = 16}));
  EXPECT_EQ(made.rule(16), (Rule{.kind = RuleKind::kStack, .fp_slot = 2, .offset = 8}));
}

TEST(Cfi, EveryFunctionHasItsOwnDescriptionAndNothingBesides) {
  const MadeEhFrame made({{{0x0e, 16}}, {{0x0e, 24}}, {{0x0e, 32}}});
  for (std::size_t i = 0; i < 3; ++i) {
    for (const std::uintptr_t offset : {0u, 100u, 255u})
      EXPECT_EQ(made.rule(offset, i).offset, static_cast<std::int32_t>(16 + 8 * i));
  }
  EXPECT_EQ(rule_at(made.get(), made.code() - 1), kNone);
  EXPECT_EQ(rule_at(made.get(), made.code(3)), kNone);
  EXPECT_EQ(rule_at(made.get(), 0), kNone);
  EXPECT_EQ(rule_at(made.get(), UINTPTR_MAX), kNone);
  EXPECT_EQ(rule_at(EhFrame{}, made.code()), kNone);
}

TEST(Cfi, AStateIsRememberedAndComesBack) {
  const MadeEhFrame made({{{0x0e, 32, 0x83, 3, 0x0a, 0x50, 0x0e, 8, 0xc3, 0x50, 0x0b}}});
  EXPECT_EQ(made.rule(0), (Rule{.kind = RuleKind::kStack, .bx_slot = 3, .offset = 32}));
  EXPECT_EQ(made.rule(16), kFirst);
  EXPECT_EQ(made.rule(32), (Rule{.kind = RuleKind::kStack, .bx_slot = 3, .offset = 32}));
  EXPECT_EQ(rule_after({0x0b}), kUnknown);
  EXPECT_EQ(rule_after({0x0a, 0x0a, 0x0a, 0x0a}), kUnknown);
}

TEST(Cfi, EveryFormOfAdvanceMovesOn) {
  EXPECT_EQ(rule_after({0x02, 100, 0x0e, 16}).offset, 16);
  EXPECT_EQ(MadeEhFrame({{{0x02, 100, 0x0e, 16}}}).rule(99), kFirst);
  EXPECT_EQ(MadeEhFrame({{{0x03, 200, 0, 0x0e, 16}}}).rule(199), kFirst);
  EXPECT_EQ(MadeEhFrame({{{0x03, 200, 0, 0x0e, 16}}}).rule(200).offset, 16);
  EXPECT_EQ(MadeEhFrame({{{0x04, 200, 0, 0, 0, 0x0e, 16}}}).rule(199), kFirst);
  EXPECT_EQ(MadeEhFrame({{{0x04, 200, 0, 0, 0, 0x0e, 16}}}).rule(200).offset, 16);
}

TEST(Cfi, EveryFormOfOffsetSaysTheSame) {
  const Rule expected{.kind = RuleKind::kStack, .fp_slot = 2, .offset = 24};
  EXPECT_EQ(rule_after({0x0e, 24, 0x86, 2}), expected);
  EXPECT_EQ(rule_after({0x0c, 7, 24, 0x05, 6, 2}), expected);
  EXPECT_EQ(rule_after({0x13, 0x7d, 0x11, 6, 2}), expected);  // -3 * -8
  EXPECT_EQ(rule_after({0x12, 7, 0x7d, 0x86, 2}), expected);
  EXPECT_EQ(rule_after({0x0e, 24, 0x2f, 6, 2}).fp_slot, kUnknown.fp_slot);  // below the stack: no such slot
  EXPECT_EQ(rule_after({0x0e, 24, 0x86, 2, 0x2e, 16}), expected);           // GNU_args_size
  EXPECT_EQ(rule_after({0x0e, 24, 0x86, 2, 0x8c, 3, 0x07, 12, 0x08, 13, 0x09, 14, 15}), expected);  // others
}

TEST(Cfi, ARegisterThatIsGivenBackIsInItsPlaceAgain) {
  EXPECT_EQ(rule_after({0x0e, 24, 0x86, 2, 0xc6}).fp_slot, 0);
  EXPECT_EQ(rule_after({0x0e, 24, 0x86, 2, 0x06, 6}).fp_slot, 0);
  EXPECT_EQ(rule_after({0x0e, 24, 0x86, 2, 0x08, 6}).fp_slot, 0);
}

TEST(Cfi, AnUndefinedReturnAddressEndsTheStack) {
  EXPECT_EQ(rule_after({0x07, 16}).kind, RuleKind::kEnd);
}

TEST(Cfi, AReturnAddressAnywhereElseIsNotFollowed) {
  EXPECT_EQ(rule_after({0x90, 2}), kUnknown);
  EXPECT_EQ(rule_after({0x09, 16, 2}), kUnknown);
  EXPECT_EQ(rule_after({0x08, 16}), kUnknown);
}

TEST(Cfi, AFrameOnAnotherRegisterThanTheThreeIsNotFollowed) {
  EXPECT_EQ(rule_after({0x0c, 10, 8}), kUnknown);
  EXPECT_EQ(rule_after({0x0c, 3, 16}), (Rule{.kind = RuleKind::kBase, .offset = 16}));
}

// rsp + 8 + ((rip & 15) >= 11) * 8
TEST(Cfi, AnEntryOfAProcedureLinkageTableDependsOnTheAddress) {
  const MadeEhFrame made({{{0x0f, 11, 0x77, 8, 0x80, 0, 0x3f, 0x1a, 0x3b, 0x2a, 0x33, 0x24, 0x22}}});
  const std::uintptr_t aligned = -made.code() & 15;
  for (std::uintptr_t i = 0; i < 16; ++i)
    EXPECT_EQ(made.rule(aligned + i), (Rule{.kind = RuleKind::kStack, .offset = i >= 11 ? 16 : 8})) << i;
}

TEST(Cfi, AStackThatACompilerAlignedIsFollowedByTheSavedAddress) {
  // CFA = *(rbp - 8); rbp at rbp + 0, rbx at rbp - 16.
  const Rule rule = rule_after({0x0f, 3, 0x76, 0x78, 0x06, 0x10, 6, 2, 0x76, 0, 0x10, 3, 2, 0x76, 0x70});
  EXPECT_EQ(rule, (Rule{.kind = RuleKind::kFrameDeref, .fp_slot = 1, .bx_slot = 3, .offset = -8}));
}

TEST(Cfi, AStackThatWasAlignedByHandIsFollowedBySavedAddressAndSum) {
  // CFA = *(rsp + 152) + 8
  const Rule rule = rule_after({0x0f, 6, 0x77, 0x98, 1, 0x06, 0x23, 8});
  EXPECT_EQ(rule, (Rule{.kind = RuleKind::kStackDeref, .offset = 152, .addend = 8}));
}

// As libc says it of __restore_rt.
Bytes signal_frame(std::uint8_t pc_offset) {
  return {0x0f, 4, 0x77, 0xa0, 1,    0x06, 0x10, 6,  3, 0x77, 0xf8,      0,
          0x10, 3, 3,    0x77, 0x80, 1,    0x10, 16, 3, 0x77, pc_offset, 1};
}
TEST(Cfi, TheKernelsSignalFrameIsKnownByWhereItsRegistersAre) {
  MadeCommon common;
  common.augmentation = "zRS";
  EXPECT_EQ(rule_after(signal_frame(0xa8), common), (Rule{.kind = RuleKind::kSignal}));
  EXPECT_EQ(rule_after(signal_frame(0xb0), common), kUnknown);
  EXPECT_EQ(rule_after({}, common), kUnknown);
  // Without the mark it is no signal frame.
  EXPECT_EQ(rule_after(signal_frame(0xa8)), kUnknown);
}

TEST(Cfi, EveryAugmentationOfCompilersIsReadAndOthersAreNot) {
  MadeCommon common;
  common.augmentation = "zPLR";
  common.augmentation_data = {0x9b, 1, 2, 3, 4, 0x1b, 0x1b};
  EXPECT_EQ(rule_after({0x0e, 16}, common).offset, 16);
  common.augmentation = "zRX";
  EXPECT_EQ(rule_after({0x0e, 16}, common), kUnknown);
  common.augmentation = "eh";
  EXPECT_EQ(rule_after({0x0e, 16}, common), kUnknown);
}

TEST(Cfi, ACommonPartForAnotherMachineOrOfAnotherVersionIsNotFollowed) {
  EXPECT_EQ(rule_after({}, {.version = 2}), kUnknown);
  EXPECT_EQ(rule_after({}, {.return_register = {30}}), kUnknown);
  EXPECT_EQ(rule_after({}, {.version = 3}), kFirst);
}

TEST(Cfi, NumbersThatOverflowAreDamage) {
  EXPECT_EQ(rule_after({0x0e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}), kUnknown);
  EXPECT_EQ(rule_after({0x13, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f}), kUnknown);
  EXPECT_EQ(rule_after({0x0e, 0xff, 0xff, 0xff, 0xff, 0x0f}), kUnknown);
  EXPECT_EQ(rule_after({0x0e, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}),
            kUnknown);
  EXPECT_EQ(rule_after({0x3f, 1}), kUnknown);  // no such instruction
}

TEST(Cfi, WhatIsCutOffAnywhereIsReadToItsEndAndNoFurther) {
  const MadeEhFrame whole({{signal_frame(0xa8)}, {{0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6}}});
  const EhFrame all = whole.get();
  const auto size = static_cast<std::size_t>(all.end - all.begin);
  for (std::size_t left = 0; left <= size; ++left) {
    // A block of its own, so that AddressSanitizer sees a look past the end.
    const std::unique_ptr<std::uint8_t[]> part(new std::uint8_t[left]);
    std::memcpy(part.get(), all.begin, left);
    const EhFrame eh_frame{part.get(), part.get(), part.get() + left};
    const std::uintptr_t moved = whole.code() - reinterpret_cast<std::uintptr_t>(all.begin) +
                                 reinterpret_cast<std::uintptr_t>(part.get());
    for (const std::uintptr_t offset : {0u, 255u, 256u, 300u}) {
      const Rule rule = rule_at(eh_frame, moved + offset);
      if (left == size && offset == 300) {
        EXPECT_EQ(rule, (Rule{.kind = RuleKind::kFrame, .fp_slot = 2, .offset = 16}));
      }
    }
  }
}

TEST(Cfi, NoiseIsNeverFollowedOutOfBounds) {
  std::mt19937 random(301);
  MadeCommon common;
  common.augmentation = "zPLR";
  common.augmentation_data = {0x9b, 1, 2, 3, 4, 0x1b, 0x1b};
  const std::vector<MadeFunction> functions = {
      {signal_frame(0xa8)},
      {{0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6, 0x0a, 0x4c, 0x0c, 7, 8, 0x0b}},
      {{0x0f, 11, 0x77, 8, 0x80, 0, 0x3f, 0x1a, 0x3b, 0x2a, 0x33, 0x24, 0x22}}};
  MadeEhFrame made(functions, common);
  const Bytes whole = made.bytes();
  unsigned followed = 0;
  unsigned refused = 0;
  for (int i = 0; i < 50000; ++i) {
    std::memcpy(made.bytes().data(), whole.data(), whole.size());
    for (unsigned changes = 1 + random() % 4; changes > 0; --changes)
      made.bytes()[random() % whole.size()] = static_cast<std::uint8_t>(random());
    for (std::size_t function = 0; function < functions.size(); ++function) {
      const Rule rule = made.rule(random() % MadeEhFrame::kFunctionBytes, function);
      ++(rule.kind == RuleKind::kUnknown || rule.kind == RuleKind::kNone ? refused : followed);
      EXPECT_EQ(unpack(pack(rule)), rule);
    }
  }
  EXPECT_GT(followed, 1000u);
  EXPECT_GT(refused, 1000u);
}

}  // namespace
}  // namespace highwater::counting
