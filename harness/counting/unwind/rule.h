// SPDX-License-Identifier: Apache-2.0
// How to get from one frame to its caller: what the unwind tables say about one address. With the number of
// the place in code it makes one word of 64 bits, which the rule cache keeps. Made by cfi.cc, obeyed by the
// unwinder.
//
// On x86-64 three registers are followed besides rip: rsp; rbp; and rbx, on which the frame of ld.so's
// _dl_runtime_resolve is based while a lazily bound function is looked up. No call site in the libraries
// measured bases its frame on another one.
#pragma once

#include <cstdint>

namespace highwater::counting {

// CFA: the canonical frame address, which is the caller's stack pointer. The return address lies just below.
enum class RuleKind : std::uint8_t {
  kMissing = 0,  // never made: tells a value that is there from none
  kNone,         // no table covers the address (generated or hand-written code)
  kUnknown,      // what the table says cannot be expressed here, or is damaged
  kEnd,          // the outermost frame: it has no return address
  kStack,        // CFA = sp + offset
  kFrame,        // CFA = fp + offset
  kBase,         // CFA = rbx + offset
  kStackDeref,   // CFA = *(sp + offset) + addend: saved in hand-written code that aligns its stack
  kFrameDeref,   // CFA = *(fp + offset) + addend: saved by compilers in functions that align their stack
  kSignal,       // the kernel's signal frame, at sp; the registers are those of the interrupted code
};

// Where the caller's fp and rbx are: 0 still in the register, n at CFA - 8n; with kFrameDeref at
// fp - 8(n - 1).
struct Rule {
  RuleKind kind = RuleKind::kUnknown;
  std::uint8_t fp_slot = 0;
  std::uint8_t bx_slot = 0;
  std::int32_t offset = 0;
  std::uint16_t addend = 0;  // only with *Deref

  friend bool operator==(const Rule&, const Rule&) = default;
};

inline constexpr unsigned kMaxSlot = 31;

// A packed rule. Bits 0-3 kind, 4-8 fp slot, 9-13 bx slot, 14-33 location, 34-63 offset; with *Deref 34-45
// addend, 46-63 offset. The offset is on top because every step waits for it: one shift gives it.
namespace rule_bits {
inline constexpr unsigned kFpSlot = 4;
inline constexpr unsigned kBxSlot = 9;
inline constexpr unsigned kLocation = 14;
inline constexpr unsigned kOffset = 34;
inline constexpr unsigned kDerefOffset = 46;
inline constexpr std::uint64_t kLocationMask = (1u << (kOffset - kLocation)) - 1;
inline constexpr std::uint64_t kAddendMask = (1u << (kDerefOffset - kOffset)) - 1;
}  // namespace rule_bits

constexpr RuleKind kind_of(std::uint64_t packed) {
  return static_cast<RuleKind>(packed & 15);
}
constexpr unsigned fp_slot_of(std::uint64_t packed) {
  return static_cast<unsigned>(packed >> rule_bits::kFpSlot) & kMaxSlot;
}
constexpr unsigned bx_slot_of(std::uint64_t packed) {
  return static_cast<unsigned>(packed >> rule_bits::kBxSlot) & kMaxSlot;
}
constexpr std::uint32_t location_in(std::uint64_t packed) {
  return static_cast<std::uint32_t>(packed >> rule_bits::kLocation & rule_bits::kLocationMask);
}
constexpr std::int64_t offset_in(std::uint64_t packed) {
  return static_cast<std::int64_t>(packed) >> rule_bits::kOffset;
}
constexpr std::int64_t deref_offset_in(std::uint64_t packed) {
  return static_cast<std::int64_t>(packed) >> rule_bits::kDerefOffset;
}
constexpr std::uint64_t addend_in(std::uint64_t packed) {
  return (packed >> rule_bits::kOffset) & rule_bits::kAddendMask;
}

constexpr bool is_deref(RuleKind kind) {
  return kind == RuleKind::kStackDeref || kind == RuleKind::kFrameDeref;
}

// A rule whose numbers do not fit becomes kUnknown.
constexpr std::uint64_t pack(const Rule& rule, std::uint32_t location = 0) {
  const std::uint64_t place = (location & rule_bits::kLocationMask) << rule_bits::kLocation;
  const std::uint64_t registers = static_cast<std::uint64_t>(rule.kind) |
                                  std::uint64_t{rule.fp_slot} << rule_bits::kFpSlot |
                                  std::uint64_t{rule.bx_slot} << rule_bits::kBxSlot | place;
  const auto offset = static_cast<std::uint64_t>(std::int64_t{rule.offset});
  const bool deref = is_deref(rule.kind);
  const std::uint64_t packed =
      deref ? registers | std::uint64_t{rule.addend} << rule_bits::kOffset | offset << rule_bits::kDerefOffset
            : registers | offset << rule_bits::kOffset;
  const bool fits = rule.fp_slot <= kMaxSlot && rule.bx_slot <= kMaxSlot &&
                    (deref ? deref_offset_in(packed) == rule.offset && rule.addend <= rule_bits::kAddendMask
                           : offset_in(packed) == rule.offset);
  return fits ? packed : static_cast<std::uint64_t>(RuleKind::kUnknown) | place;
}

constexpr Rule unpack(std::uint64_t packed) {
  Rule rule{.kind = kind_of(packed),
            .fp_slot = static_cast<std::uint8_t>(fp_slot_of(packed)),
            .bx_slot = static_cast<std::uint8_t>(bx_slot_of(packed)),
            .offset = static_cast<std::int32_t>(offset_in(packed)),
            .addend = 0};
  if (is_deref(rule.kind)) {
    rule.offset = static_cast<std::int32_t>(deref_offset_in(packed));
    rule.addend = static_cast<std::uint16_t>(addend_in(packed));
  }
  return rule;
}

}  // namespace highwater::counting
