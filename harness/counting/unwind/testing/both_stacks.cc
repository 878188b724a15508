// SPDX-License-Identifier: Apache-2.0
// libunwind steps by itself here (no unw_backtrace), since its cached trace has faults of its own.
#include "counting/unwind/testing/both_stacks.h"

#define UNW_LOCAL_ONLY
#include <libunwind.h>

#include <cstring>

namespace highwater::counting {
namespace {

std::uintptr_t address_of(const SiteTables& tables, std::uint32_t id) noexcept {
  const Location location = tables.locations[id];
  const std::uint32_t module = module_of(location);
  return offset_of(location) + (module == kNoModule ? 0 : tables.modules[module].load_bias);
}

}  // namespace

bool Stack::equals(const Stack& other) const noexcept {
  return depth == other.depth && is_complete == other.is_complete &&
         std::memcmp(frames, other.frames, depth * sizeof frames[0]) == 0;
}

void capture_both(Unwinder& unwinder, const SiteTables& tables, BothStacks* stacks) noexcept {
  std::uint32_t ids[kMostFrames];
  Stack& ours = stacks->ours;
  ours.depth = unwinder.capture(__builtin_return_address(0), ids, kMostFrames, nullptr).depth;
  ours.is_complete = ours.depth > 0 && ids[ours.depth - 1] != kTruncated;
  if (!ours.is_complete && ours.depth > 0) --ours.depth;
  for (std::size_t i = 0; i < ours.depth; ++i) ours.frames[i] = address_of(tables, ids[i]);

  Stack& theirs = stacks->theirs;
  theirs.depth = 0;
  unw_context_t context;
  unw_cursor_t cursor;
  unw_getcontext(&context);
  unw_init_local(&cursor, &context);
  int result = 0;
  while ((result = unw_step(&cursor)) > 0) {
    // The last place is for [truncated], as it is in ours.
    if (theirs.depth == kMostFrames - 1) break;
    unw_word_t ip = 0;
    unw_get_reg(&cursor, UNW_REG_IP, &ip);
    if (ip == 0) {
      result = 0;
      break;
    }
    // It says so of the frame that was interrupted, not of the kernel's.
    theirs.frames[theirs.depth++] = ip - (unw_is_signal_frame(&cursor) > 0 ? 0 : 1);
  }
  theirs.is_complete = result == 0;
}

Remembered capture_with_memo(Unwinder& unwinder, StackMemo& memo) noexcept {
  std::uint32_t remembered[kMostFrames];
  std::uint32_t walked[kMostFrames];
  const void* const target = __builtin_return_address(0);
  const Captured first = unwinder.capture(target, remembered, kMostFrames, &memo);
  const Captured second = unwinder.capture(target, walked, kMostFrames, nullptr);
  std::uint64_t hash = second.depth;
  for (std::size_t i = 0; i < second.depth; ++i) hash = (hash + walked[i]) * 0x9e3779b97f4a7c15;
  const auto site = static_cast<std::uint32_t>(hash >> 33);
  if (first.site != StackMemo::kNoSite) return {true, first.site == site};
  memo.remember(site);
  return {false, first.depth == second.depth &&
                     std::memcmp(remembered, walked, first.depth * sizeof walked[0]) == 0};
}

void flush_oracle() noexcept {
  unw_flush_cache(unw_local_addr_space, 0, 0);
}

}  // namespace highwater::counting
