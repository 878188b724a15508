// SPDX-License-Identifier: Apache-2.0
// Stacks that a thread has had before. A walk depends on nothing but where it starts, the rules, and the
// words of memory that it reads: where all of them are as they were, the stack is the same one, and what the
// caller knows of it (its site) holds. Asked by Unwinder::capture() before it walks.
//
// Why an old word may be read again, on whatever stack it lies: words are compared in the order in which the
// walk read them. The place of each follows from those before it, by rules of the same generation, so that
// the walk that is saved would read it next; the first ones lie in capture()'s own frame. Stacks of ended
// fibers are therefore never touched, nor what is in their place by now. A walk also depends on where it
// takes the stack to end, which is the same at the same stack pointer as long as the thread is the same: a
// memo is one thread's.
//
// Thread safety: one thread, and no signal handler in the middle. All zero is an empty memo; it touches
// memory as it fills.
#pragma once

#include <cstddef>
#include <cstdint>

namespace highwater::counting {

// One word that a walk read.
struct StackRead {
  const std::uintptr_t* address;
  std::uintptr_t value;
};

class RecordedMemory;

class StackMemo {
 public:
  // A stack that is not remembered.
  static constexpr std::uint32_t kNoSite = UINT32_MAX;

  // Where a walk starts, and by which rules it goes. `registers`, an address in capture()'s frame, stands for
  // the stack pointer.
  struct Start {
    const std::uintptr_t* registers;
    std::uintptr_t hook_return_address;
    std::uint64_t generation;
  };

  [[gnu::always_inline]] std::uint32_t find(Start start) const noexcept {
    for (const Stack& stack : stacks_[set_of(start)]) {
      if (stack.registers == start.registers && stack.hook_return_address == start.hook_return_address &&
          stack.generation == start.generation && written_ - stack.first <= kReads && is_as_it_was(stack))
        return stack.site;
    }
    return kNoSite;
  }

  // The walk that `memory` was made for is over.
  void finish(const RecordedMemory& memory) noexcept;

  // The stack that capture() has walked last belongs to `site`. May be left out.
  void remember(std::uint32_t site) noexcept;

  // Before another thread uses it.
  void clear() noexcept;

 private:
  friend class RecordedMemory;

  struct Stack {
    const std::uintptr_t* registers;  // null: none
    std::uintptr_t hook_return_address;
    std::uint64_t first;  // of its reads
    std::uint32_t site;
    std::uint16_t count;
    std::uint16_t generation;
  };
  static_assert(sizeof(Stack) == 32);

  static constexpr std::size_t kWays = 4;
  static constexpr unsigned kSetBits = 8;
  static constexpr std::size_t kReads = std::size_t{1} << 14;
  // Of one walk; a longer one is not remembered. Enough for a stack of kMaxDepth: a frame with a frame
  // pointer takes two.
  static constexpr std::size_t kMostReads = 576;

  [[gnu::always_inline]] static std::size_t set_of(const Start& start) noexcept {
    const std::uint64_t key = reinterpret_cast<std::uintptr_t>(start.registers) ^ start.hook_return_address
                                                                                      << 16;
    return (key * 0x9e3779b97f4a7c15) >> (64 - kSetBits);
  }
  [[gnu::always_inline]] bool is_as_it_was(const Stack& stack) const noexcept {
    const StackRead* read = &reads_[stack.first % kReads];
    const StackRead* const end = read + stack.count;
    for (; read != end; ++read)
      if (*read->address != read->value) return false;
    return true;
  }

  // The reads of walks, one behind the other, over and over. Those of one walk are not divided.
  std::uint64_t written_;
  Start last_;
  std::uint64_t last_first_;
  std::size_t last_count_;  // 0: nothing to remember
  Stack stacks_[std::size_t{1} << kSetBits][kWays];
  StackRead reads_[kReads];
};

// Memory as a walk reads it, for the frames of frame.h. Small: a walk keeps it in registers, and the stack
// that it may use is little.
class PlainMemory {
 public:
  [[gnu::always_inline]] std::uintptr_t read(const std::uintptr_t* at) noexcept { return *at; }
  // The walk depends on more than memory.
  void give_up() noexcept {}
};

// The same, of a walk that may be remembered. Made before it and given back to the memo after it.
class RecordedMemory {
 public:
  RecordedMemory(StackMemo& memo, const StackMemo::Start& start) noexcept;

  [[gnu::always_inline]] std::uintptr_t read(const std::uintptr_t* at) noexcept {
    const std::uintptr_t value = *at;
    if (next_ == end_) [[unlikely]] {
      give_up();
      return value;
    }
    *next_++ = {at, value};
    return value;
  }
  void give_up() noexcept { next_ = end_ = nullptr; }

 private:
  friend class StackMemo;

  StackRead* next_;
  StackRead* end_;
};

}  // namespace highwater::counting
