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
  enum class Base : std::uint8_t { kOther, kConstant, kRegister, kDeref };
  Base base = Base::kOther;
  std::uint8_t reg = 0;
  std::int32_t offset = 0;  // added to the register
  std::int32_t addend = 0;  // added after the look into memory
};

// What a row says of one register, or of the CFA, in 8 bytes: rows are kept on the stack.
struct CfiSaved {
  enum class How : std::uint8_t {
    kSame,
    kUndefined,
    kAtCfa,         // saved at CFA + number
    kAtExpression,  // saved where the expression says
    kOther,
  };
  How how = How::kSame;
  std::int32_t number = 0;
};

struct CfiCfa {
  enum class How : std::uint8_t { kOther, kRegister, kExpression };
  How how = How::kOther;
  std::uint8_t reg = 0;
  std::int32_t number = 0;  // kRegister: CFA = reg + number
};

// Expressions are kept as they are until it is known that they hold at the address asked for: as the number
// of bytes from the base that run_instructions() got to where they are, their length first.
struct CfiRow {
  CfiCfa cfa;
  CfiSaved fp;
  CfiSaved bx;
  CfiSaved return_address;
};

// The value of the expression at `expression`, its length in front, in memory that ends with `end`, at code
// address `pc`. kOther for what cannot be told without running.
CfiValue evaluate(const std::uint8_t* expression, const std::uint8_t* end, std::uintptr_t pc) noexcept;

struct CfiCommon {
  std::uint64_t code_alignment = 1;
  std::int64_t data_alignment = -8;
  const std::uint8_t* base = nullptr;  // see CfiRow
  unsigned pointer_encoding = 0;
};

// Where instructions stand.
struct CfiInstructions {
  const std::uint8_t* begin = nullptr;
  const std::uint8_t* end = nullptr;
};

// Runs instructions on `row` until they describe code behind `pc`; the first ones apply from `location` on.
// `initial` is what DW_CFA_restore goes back to. False when they are damaged or cannot be followed.
bool run_instructions(const CfiInstructions& instructions, const CfiCommon& common, std::uintptr_t location,
                      std::uintptr_t pc, const CfiRow& initial, CfiRow* row) noexcept;

}  // namespace highwater::counting
