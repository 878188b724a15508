// SPDX-License-Identifier: Apache-2.0
// Call frame information: what the unwind tables of a mapped file say about an address. Called by the
// unwinder for an address that the cache does not know; uses no memory but the stack.
#pragma once

#include <cstdint>

#include "counting/unwind/rule.h"

namespace highwater::counting {

// BORROWS. The .eh_frame_hdr of a file (null: it has none) and the readable memory around it, in which
// .eh_frame lies too. What they hold is not trusted.
struct EhFrame {
  const std::uint8_t* header = nullptr;
  const std::uint8_t* begin = nullptr;
  const std::uint8_t* end = nullptr;
};

// kNone where no frame description covers `pc`, kUnknown where it is damaged or beyond what a Rule can say.
Rule rule_at(const EhFrame& eh_frame, std::uintptr_t pc) noexcept;

}  // namespace highwater::counting
