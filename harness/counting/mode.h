// SPDX-License-Identifier: Apache-2.0
// How this process counts, in one word that the common case compares with one number. Used by runtime.cc,
// reentry.h and interpose_new.cc.
//
//                  attached                 the first other thread is about to start
//   kNotCounting ─┬───────▶ kAlone ─────────────────────────▶ kThreads
//                 ├───────▶ kAloneWithSites ────────────────▶ kGeneral
//                 ├───────▶ kAloneWatched ──────────────────▶ kWatched
//                 └───────▶ kGeneral
//
// kAlone, kAloneWithSites, kAloneWatched: one thread, and glibc's allocator behind us, which calls no
// function that can be interposed. While that thread is inside an entry the word is kInside, beside the
// thread's own phase (reentry.h). kThreads: several threads, the same allocator, only counters. kWatched:
// likewise, and sites are recorded at times. kGeneral: everything else; any other allocator, and whenever
// children are followed.
//
// A forked child finds kNotCounting, whichever way it was forked: the word lies in a page that the kernel
// wipes then (MADV_WIPEONFORK). Where children are followed (kGeneral too), it begins to count at its first
// event, for itself. A vforked one shares its parent's memory and counts for it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace highwater::counting {

enum class Mode : std::uint32_t {
  kNotCounting = 0,
  kAlone,
  kAloneWithSites,
  kAloneWatched,
  kInside,
  kThreads,
  kWatched,
  kGeneral
};

// How far a forked child is that is to count for itself.
enum class Claim : std::uint32_t { kNone = 0, kUnderWay, kOver };

#if defined(__x86_64__)
inline constexpr std::size_t kWipedBytes = 4096;
#else
inline constexpr std::size_t kWipedBytes = 65536;  // AArch64 has pages of up to 64 KiB
#endif
struct alignas(kWipedBytes) WipedPage {
  Mode mode;
  Mode outside;  // what kInside goes back to
  std::atomic<Claim> claim;
  char padding[kWipedBytes - 2 * sizeof(Mode) - sizeof(std::atomic<Claim>)];
};

// kNotCounting until start_counting().
extern __attribute__((visibility("hidden"))) WipedPage wiped_page;

[[gnu::always_inline]] inline Mode mode() noexcept {
  return wiped_page.mode;
}
[[gnu::always_inline]] inline bool is_counting() noexcept {
  return wiped_page.mode != Mode::kNotCounting;
}

// From now on this process counts. False when the kernel cannot wipe the page: then nothing is counted.
bool start_counting(Mode mode) noexcept;

// The only thread goes into an entry and comes out of it again. REQUIRES of leave_alone(): kInside.
inline bool is_alone() noexcept {
  return wiped_page.mode == Mode::kAlone || wiped_page.mode == Mode::kAloneWithSites ||
         wiped_page.mode == Mode::kAloneWatched;
}
inline void enter_alone() noexcept {
  wiped_page.mode = Mode::kInside;
}
inline void leave_alone() noexcept {
  wiped_page.mode = wiped_page.outside;
}

// To be called by entries that a new thread cannot come into being without: glibc callocs its vector of
// modules with thread-local storage before it starts, and after it has taken back that there is one thread.
void notice_threads() noexcept;

}  // namespace highwater::counting
