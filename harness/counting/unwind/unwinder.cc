// SPDX-License-Identifier: Apache-2.0
// What is known, found out; the memo before the walk; the walk.
#include "counting/unwind/unwinder.h"

#include "counting/unwind/frame.h"

namespace highwater::counting {
namespace {

// Between a hook and capture() there are a few frames of ours. More are none of ours: the address was wrong.
constexpr unsigned kMaxOwnFrames = 64;

static_assert(kMaxLocations - 1 <= rule_bits::kLocationMask, "a location has no room beside a rule");

}  // namespace

void Unwinder::start(SiteTables* tables, FindObject find_object) noexcept {
  find_object_ = find_object;
  locations_.start(tables);
  if (cache_.start()) tables_ = tables;
}

std::uint32_t Unwinder::place(std::uintptr_t pc, EhFrame* eh_frame) noexcept {
  MappedModule module;
  const bool is_found = find_module(find_object_, pc, &module);
  *eh_frame = module.eh_frame;
  const SpinGuard guard(lock_);
  if (!is_found) has_unplaced_ = true;
  const std::uint32_t before = tables_->module_count.load(std::memory_order_relaxed);
  const std::uint32_t index = is_found ? record_module(tables_, module) : kNoModule;
  if (index == before) expect_others_gone(module);
  // Where the table of modules is full nothing can be said of the file's places.
  if (is_found && index == kNoModule) return kTruncated;
  return locations_.id_of(make_location(index, pc - module.load_bias));
}

// A file that is new at a place where another one was, or where code of no file was: what is known of those
// is out of date, without a dlclose that anyone has told of (libc unloads character sets by itself).
void Unwinder::expect_others_gone(const MappedModule& module) noexcept {
  if (has_unplaced_ || overlaps_another(*tables_, module)) cache_.forget();
  has_unplaced_ = false;
}

std::uint64_t Unwinder::find_out(std::uintptr_t return_address) noexcept {
  const std::uintptr_t pc = return_address - 1;
  const std::uint64_t generation = cache_.generation();  // before asking: what changes later is noticed
  EhFrame eh_frame;
  const std::uint32_t location = place(pc, &eh_frame);
  const std::uint64_t word = pack(rule_at(eh_frame, pc), location);
  const SpinGuard guard(lock_);
  cache_.insert(return_address, generation, word);
  return word;
}

void Unwinder::forget_unloaded() noexcept {
  if (tables_ == nullptr) return;
  const SpinGuard guard(lock_);
  cache_.forget();
}

#if defined(__x86_64__)
// The registers at one point of the calling function, at which its own frame description is exact: the
// instruction after the first.
#define HIGHWATER_READ_REGISTERS(pc, sp, fp, bx)   \
  __asm__ volatile(                                \
      "leaq 0f(%%rip), %0\n0:\n\tmovq %%rsp, %1\n" \
      "\tmovq %%rbp, %2\n\tmovq %%rbx, %3"         \
      : "=&a"(pc), "=&d"(sp), "=&c"(fp), "=&S"(bx))
#elif defined(__aarch64__)
#define HIGHWATER_READ_REGISTERS(pc, sp, fp, bx)                                                \
  __asm__ volatile("adr %0, .\n\tmov %1, sp\n\tmov %2, x29" : "=&r"(pc), "=&r"(sp), "=&r"(fp)); \
  (bx) = 0
#else
#error "the unwinder knows x86-64 and AArch64"
#endif

Captured Unwinder::capture(const void* hook_return_address, std::uint32_t* frames, std::size_t capacity,
                           StackMemo* memo) noexcept {
  std::uintptr_t registers[2];
  std::uintptr_t pc = 0;
  std::uintptr_t sp = 0;
  HIGHWATER_READ_REGISTERS(pc, sp, registers[0], registers[1]);
  const auto target = reinterpret_cast<std::uintptr_t>(hook_return_address);
  // By values, and nothing made before it is needed: most calls end here.
  const std::uint64_t generation = cache_.generation();
  if (memo != nullptr) [[likely]] {
    const std::uint32_t site = memo->find({registers, target, generation});
    if (site != StackMemo::kNoSite) [[likely]]
      return {site, 0};
  }
  const Frame frame{.pc = pc, .sp = sp, .fp_at = &registers[0], .bx_at = &registers[1]};
  std::size_t depth = walk_for(memo, target, generation, frame, frames, capacity);
  // Once more when something was forgotten on the way: what was walked before may have been out of date.
  if (cache_.generation() != generation) [[unlikely]]
    depth = walk_for(memo, target, generation, frame, frames, capacity);
  return {StackMemo::kNoSite, depth};
}

std::size_t Unwinder::walk_for(StackMemo* memo, std::uintptr_t target, std::uint64_t generation,
                               const Frame& start, std::uint32_t* frames, std::size_t capacity) noexcept {
  if (capacity == 0) return 0;
  if (tables_ == nullptr) {
    frames[0] = kTruncated;
    return 1;
  }
  return memo == nullptr ? walk(target, start, frames, capacity)
                         : walk_recorded(*memo, target, generation, start, frames, capacity);
}

std::size_t Unwinder::walk(std::uintptr_t target, const Frame& start, std::uint32_t* frames,
                           std::size_t capacity) noexcept {
  PlainMemory memory;
  Frame frame = start;
  return follow(memory, frame, target, frames, capacity);
}

std::size_t Unwinder::walk_recorded(StackMemo& memo, std::uintptr_t target, std::uint64_t generation,
                                    const Frame& start, std::uint32_t* frames,
                                    std::size_t capacity) noexcept {
  RecordedMemory memory(memo, {start.fp_at, target, generation});
  Frame frame = start;
  const std::size_t depth = follow(memory, frame, target, frames, capacity);
  memo.finish(memory);
  return depth;
}

// Two loops over the same step: through our own frames until the hook has returned, and through the target's.
template <typename Memory>
[[gnu::always_inline]] inline std::size_t Unwinder::follow(Memory& memory, Frame& frame,
                                                           std::uintptr_t target, std::uint32_t* frames,
                                                           std::size_t capacity) noexcept {
  std::uintptr_t limit = stack_limit(frame.sp);
  const RuleCache::View view = cache_.view();

  const auto look_up = [&](std::uintptr_t pc) __attribute__((always_inline)) {
    std::uint64_t word = view.find(pc);
    if (word == 0) [[unlikely]]
      word = find_out(pc);
    return word;
  };
  const auto step_up = [&](std::uint64_t word) __attribute__((always_inline)) {
#if defined(__aarch64__)
    return step_by_frame_pointer(memory, frame, word != 0 ? limit : 0);
#else
    return step(memory, frame, word, limit);
#endif
  };

  for (unsigned own = 0; frame.pc != target; ++own) {
    if (own == kMaxOwnFrames || step_up(look_up(frame.pc)) != Step::kCaller) {
      // The caller of the hook is known even so.
      frames[0] = location_in(look_up(target));
      if (capacity == 1 || frames[0] == kTruncated) {
        frames[0] = kTruncated;
        return 1;
      }
      frames[1] = kTruncated;
      return 2;
    }
  }
  for (std::size_t depth = 0;; ++depth) {
    if (depth == capacity) {
      frames[depth - 1] = kTruncated;
      return depth;
    }
    const std::uint64_t word = look_up(frame.pc);
    frames[depth] = location_in(word);
    if (frames[depth] == kTruncated) return depth + 1;
    const Step result = step_up(word);
    if (result == Step::kCaller) continue;
    if (result == Step::kEnd) return depth + 1;
    if (depth + 1 < capacity) ++depth;
    frames[depth] = kTruncated;
    return depth + 1;
  }
}

}  // namespace highwater::counting
