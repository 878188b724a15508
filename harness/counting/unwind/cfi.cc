// SPDX-License-Identifier: Apache-2.0
// From an address to its frame description by the binary-search table of .eh_frame_hdr, the only form of it
// that linkers write; then its CIE (what is common to many functions), the instructions of both, and the
// rule that is left. Without that table a file counts as one without frame descriptions.
#include "counting/unwind/cfi.h"

#include <cstddef>
#include <cstring>

#include "counting/unwind/cfi_reader.h"
#include "counting/unwind/cfi_row.h"

namespace highwater::counting {
namespace {

using Base = CfiValue::Base;
using How = CfiSaved::How;

// DW_EH_PE_ encodings.
constexpr unsigned kTableEncoding = 0x3b;  // four bytes, signed, relative to the header
constexpr unsigned kOmitted = 0xff;

// Where the kernel puts registers in the frame that it builds for a signal handler (struct rt_sigframe, past
// the return address). libc's tables say it in expressions; they are compared with these.
constexpr std::int32_t kSignalFp = 120;
constexpr std::int32_t kSignalBx = 128;
constexpr std::int32_t kSignalSp = 160;
constexpr std::int32_t kSignalPc = 168;

struct Cie {
  CfiCommon common;
  bool has_sizes = false;  // of augmentation data
  bool is_signal = false;
  const std::uint8_t* instructions = nullptr;
  const std::uint8_t* end = nullptr;
};

struct TableEntry {
  std::int32_t start;
  std::int32_t fde;
};

TableEntry entry_at(const std::uint8_t* table, std::size_t index) noexcept {
  TableEntry entry;
  std::memcpy(&entry, table + index * sizeof entry, sizeof entry);
  return entry;
}

bool inside(const EhFrame& eh_frame, const std::uint8_t* at) noexcept {
  return at >= eh_frame.begin && at < eh_frame.end;
}

// The description that begins last before `pc`; null when there is none.
const std::uint8_t* search(const EhFrame& eh_frame, std::uintptr_t pc) noexcept {
  if (eh_frame.header == nullptr || !inside(eh_frame, eh_frame.header)) return nullptr;
  CfiReader reader(eh_frame.header, eh_frame.end);
  const unsigned version = reader.byte();
  const unsigned pointer_encoding = reader.byte();
  const unsigned count_encoding = reader.byte();
  const unsigned table_encoding = reader.byte();
  if (version != 1 || count_encoding == kOmitted || table_encoding != kTableEncoding) return nullptr;
  reader.pointer(pointer_encoding, eh_frame.header);
  const std::uintptr_t count = reader.value(count_encoding);
  const std::uint8_t* const table = reader.at();
  if (!reader.ok() || count > static_cast<std::size_t>(eh_frame.end - table) / sizeof(TableEntry))
    return nullptr;

  const auto base = reinterpret_cast<std::intptr_t>(eh_frame.header);
  const std::intptr_t wanted = static_cast<std::intptr_t>(pc) - base;
  std::size_t low = 0;
  std::size_t high = count;  // entries before low begin at or before pc, those from high on behind it
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (entry_at(table, middle).start <= wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return nullptr;
  return reinterpret_cast<const std::uint8_t*>(base + entry_at(table, low - 1).fde);
}

// Reads the length of a CIE or FDE: a reader of what follows. Lengths of 64 bits are refused; no linker
// writes them for a file that loads.
CfiReader open_entry(const EhFrame& eh_frame, const std::uint8_t* at) noexcept {
  CfiReader reader(at, eh_frame.end);
  if (!inside(eh_frame, at)) reader.fail();
  const auto length = reader.fixed<std::uint32_t>();
  const std::uint8_t* const start = reader.at();
  reader.skip(length);
  if (length == 0 || length == 0xffffffff || !reader.ok()) {
    CfiReader nothing(start, start);
    nothing.fail();
    return nothing;
  }
  return CfiReader(start, reader.at());
}

// The augmentation string, without its z, names what the augmentation data hold.
bool read_augmentation(CfiReader names, CfiReader data, Cie* cie) noexcept {
  while (!names.done()) {
    switch (names.byte()) {
      case 'R':
        cie->common.pointer_encoding = data.byte();
        break;
      case 'L':
        data.byte();
        break;
      case 'P':
        data.value(data.byte());
        break;
      case 'S':
        cie->is_signal = true;
        break;
      default:
        return false;
    }
  }
  return data.ok();
}

bool read_cie(const EhFrame& eh_frame, const std::uint8_t* at, Cie* cie) noexcept {
  CfiReader reader = open_entry(eh_frame, at);
  const auto id = reader.fixed<std::uint32_t>();
  const unsigned version = reader.byte();
  if (!reader.ok() || id != 0 || (version != 1 && version != 3)) return false;
  const std::uint8_t* names = reader.at();
  while (reader.byte() != 0) {
  }
  if (!reader.ok()) return false;
  const std::uint8_t* const names_end = reader.at() - 1;
  cie->common.code_alignment = reader.uleb();
  cie->common.data_alignment = reader.sleb();
  const std::uint64_t return_register = version == 1 ? reader.byte() : reader.uleb();
  if (!reader.ok() || return_register != kRegisterReturn) return false;
  if (names != names_end) {
    if (*names != 'z') return false;
    cie->has_sizes = true;
    const std::uint64_t bytes = reader.uleb();
    const std::uint8_t* const data = reader.at();
    reader.skip(bytes);
    if (!reader.ok() || !read_augmentation({names + 1, names_end}, {data, reader.at()}, cie)) return false;
  }
  cie->instructions = reader.at();
  cie->end = reader.end();
  return reader.ok();
}

bool is_at(const CfiSaved& saved, unsigned reg, std::int32_t offset) noexcept {
  return saved.how == How::kAtRegister && saved.reg == reg && saved.offset == offset;
}

bool is_kernels_frame(const CfiRow& row) noexcept {
  return row.cfa.base == Base::kDeref && row.cfa.reg == kRegisterSp && row.cfa.offset == kSignalSp &&
         row.cfa.addend == 0 && is_at(row.return_address, kRegisterSp, kSignalPc) &&
         is_at(row.fp, kRegisterSp, kSignalFp) && is_at(row.bx, kRegisterSp, kSignalBx);
}

RuleKind kind_of_cfa(const CfiValue& cfa) noexcept {
  const bool deref = cfa.base == Base::kDeref;
  if (!deref && cfa.base != Base::kRegister) return RuleKind::kUnknown;
  switch (cfa.reg) {
    case kRegisterSp:
      return deref ? RuleKind::kStackDeref : RuleKind::kStack;
    case kRegisterFp:
      return deref ? RuleKind::kFrameDeref : RuleKind::kFrame;
    case kRegisterBx:
      return deref ? RuleKind::kUnknown : RuleKind::kBase;
    default:
      return RuleKind::kUnknown;
  }
}

// The slot of a saved register as rule.h numbers them; above kMaxSlot when it has none.
std::uint8_t slot_of(const CfiSaved& saved, RuleKind kind) noexcept {
  constexpr std::uint8_t kNoSlot = 255;
  if (saved.how == How::kSame) return 0;
  const bool from_fp = kind == RuleKind::kFrameDeref;
  const bool fits =
      from_fp ? saved.how == How::kAtRegister && saved.reg == kRegisterFp : saved.how == How::kAtCfa;
  // rule.h: from the frame pointer slots count from 1, at the pointer itself.
  const std::int64_t distance = -std::int64_t{saved.offset} + (from_fp ? 8 : 0);
  if (!fits || distance <= 0 || distance % 8 != 0 || distance / 8 > kMaxSlot) return kNoSlot;
  return static_cast<std::uint8_t>(distance / 8);
}

Rule rule_of(const CfiRow& row, bool is_signal) noexcept {
  if (row.return_address.how == How::kUndefined) return {.kind = RuleKind::kEnd};
  if (is_signal) return {.kind = is_kernels_frame(row) ? RuleKind::kSignal : RuleKind::kUnknown};
  const CfiSaved& ra = row.return_address;
  Rule rule{.kind = kind_of_cfa(row.cfa), .offset = row.cfa.offset};
  rule.fp_slot = slot_of(row.fp, rule.kind);
  rule.bx_slot = slot_of(row.bx, rule.kind);
  const bool fits = rule.kind != RuleKind::kUnknown && ra.how == How::kAtCfa && ra.offset == -8 &&
                    row.cfa.addend >= 0 && row.cfa.addend < 4096;
  if (!fits) return {.kind = RuleKind::kUnknown};
  rule.addend = static_cast<std::uint16_t>(row.cfa.addend);
  return unpack(pack(rule));
}

}  // namespace

Rule rule_at(const EhFrame& eh_frame, std::uintptr_t pc) noexcept {
  const Rule unknown{.kind = RuleKind::kUnknown};
  const std::uint8_t* const at = search(eh_frame, pc);
  if (at == nullptr) return {.kind = RuleKind::kNone};
  CfiReader fde = open_entry(eh_frame, at);
  const std::uint8_t* const id_at = fde.at();
  const auto distance = fde.fixed<std::uint32_t>();
  Cie cie;
  if (!fde.ok() || distance == 0 || distance > static_cast<std::size_t>(id_at - eh_frame.begin) ||
      !read_cie(eh_frame, id_at - distance, &cie))
    return unknown;
  const std::uintptr_t start = fde.pointer(cie.common.pointer_encoding, eh_frame.header);
  const std::uintptr_t length = fde.value(cie.common.pointer_encoding);
  if (cie.has_sizes) fde.skip(fde.uleb());
  if (!fde.ok()) return unknown;
  if (pc < start || pc - start >= length) return {.kind = RuleKind::kNone};

  CfiRow initial;
  if (!run_instructions({cie.instructions, cie.end}, cie.common, start, UINTPTR_MAX, initial, &initial))
    return unknown;
  CfiRow row = initial;
  if (!run_instructions({fde.at(), fde.end()}, cie.common, start, pc, initial, &row)) return unknown;
  return rule_of(row, cie.is_signal);
}

}  // namespace highwater::counting
