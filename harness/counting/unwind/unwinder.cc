// SPDX-License-Identifier: Apache-2.0
// What is known, found out; the memo before the walk; the walk.
#include "counting/unwind/unwinder.h"

#include "counting/unwind/frame.h"
#include "counting/unwind/modules.h"

namespace highwater::counting {
namespace {

// Between a hook and capture() there are a few frames of ours. More are none of ours: the address was wrong.
constexpr unsigned kMaxOwnFrames = 64;

static_assert(kMaxLocations - 1 <= rule_bits::kLocationMask, "a location has no room beside a rule");

}  // namespace

void Unwinder::start(SiteTables* tables) noexcept {
  locations_.start(tables);
  if (cache_.start()) tables_ = tables;
}

std::uint64_t Unwinder::find_out(std::uintptr_t return_address) noexcept {
  const std::uintptr_t pc = return_address - 1;
  const std::uint64_t generation = cache_.generation();  // before asking: what changes later is noticed
  MappedModule module;
  const bool is_found = find_module(pc, &module);
  Rule rule{.kind = RuleKind::kNone};
  if (is_found) rule = rule_at(module.eh_frame, pc);

  const SpinGuard guard(lock_);
  std::uint32_t location = kTruncated;
  const std::uint32_t index = is_found ? record_module(tables_, module) : kNoModule;
  if (!is_found || index != kNoModule)
    location = locations_.id_of(make_location(index, pc - module.load_bias));
  const std::uint64_t word = pack(rule, location);
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
  return {StackMemo::kNoSite, walk_for(memo, target, generation, frame, frames, capacity)};
}

std::size_t Unwinder::walk_for(StackMemo* memo, std::uintptr_t target, std::uint64_t generation,
                               const Frame& start, std::uint32_t* frames, std::size_t capacity) noexcept {
  if (capacity == 0) return 0;
  if (tables_ == nullptr) {
    frames[0] = kTruncated;
    return 1;
  }
  if (memo == nullptr) {
    PlainMemory memory;
    return walk(&memory, start, target, frames, capacity);
  }
  RecordedMemory memory(memo, {start.fp_at, target, generation});
  const std::size_t depth = walk(&memory, start, target, frames, capacity);
  memory.finish();
  return depth;
}

template <typename Memory>
std::size_t Unwinder::walk(Memory* memory, const Frame& start, std::uintptr_t target, std::uint32_t* frames,
                           std::size_t capacity) noexcept {
  // Copies of our own, which stay in registers.
  Memory own_memory = *memory;
  Frame frame = start;
  const std::size_t depth = follow(own_memory, frame, target, frames, capacity);
  *memory = own_memory;
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
