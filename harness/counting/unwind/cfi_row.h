// SPDX-License-Identifier: Apache-2.0
// What a frame description says at one address, before it is known whether a Rule can say it too. Made by
// cfi_program.cc with cfi_expression.cc, turned into a rule by cfi.cc.
#pragma once

#include <cstdint>

#include "counting/unwind/cfi_reader.h"

namespace highwater::counting {

// Numbers of the registers in DWARF, as the x86-64 ABI gives them.
inline constexpr unsigned kRegisterBx = 3;
inline constexpr unsigned kRegisterFp = 6;
inline constexpr unsigned kRegisterSp = 7;
inline constexpr unsigned kRegisterReturn = 16;

// The value of an expression: constants aside, a register or what is in memory at one, and a sum.
struct CfiValue {
  enum class Base : std::uint8_t { kOther, kConstant, kRegister, kDeref, kCfa };
  Base base = Base::kOther;
  std::uint8_t reg = 0;
  std::int32_t offset = 0;  // added to the register
  std::int32_t addend = 0;  // added after the look into memory
};

struct CfiSaved {
  enum class How : std::uint8_t { kSame, kUndefined, kAtCfa, kAtRegister, kOther };
  How how = How::kSame;
  std::uint8_t reg = 0;
  std::int32_t offset = 0;
};

struct CfiRow {
  CfiValue cfa;
  CfiSaved fp;
  CfiSaved bx;
  CfiSaved return_address;
};

// The value of the expression that is all that is left to read, at code address `pc`. kOther for what cannot
// be told without running.
CfiValue evaluate(CfiReader expression, std::uintptr_t pc) noexcept;

struct CfiCommon {
  std::uint64_t code_alignment = 1;
  std::int64_t data_alignment = -8;
  unsigned pointer_encoding = 0;
};

// Runs instructions on `row` until they describe code behind `pc`; `location` is where the first ones apply.
// `initial` is what DW_CFA_restore goes back to. False when they are damaged or cannot be followed.
bool run_instructions(CfiReader instructions, const CfiCommon& common, std::uintptr_t location,
                      std::uintptr_t pc, const CfiRow& initial, CfiRow* row) noexcept;

}  // namespace highwater::counting
