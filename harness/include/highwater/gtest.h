// SPDX-License-Identifier: Apache-2.0
// Memory in GoogleTest: scopes that fail when too much is allocated, and numbers of every test.
//
//     #include <highwater/gtest.h>                  // link highwater::gtest
//
//     TEST(Cache, KeepsWhatItIsGiven) {
//       Cache cache(8);
//       EXPECT_PEAK_LE(4096) { cache.fill(); }
//       EXPECT_NO_ALLOCATION { cache.look_up("a"); }
//     }
//
// Numbers are requested bytes of all threads, net of what was live when the scope began. What the scope's own
// variables hold has been freed when it ends. A failure names the call sites. In a process in which nothing
// is counted a scope fails, too: it never passes unseen.
//
// Thread safety: a scope belongs to the thread that runs it; several threads may have scopes at once, and
// each counts what all threads do.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>

namespace highwater::adapter {

enum class Expectation { kPeakLe, kRetainedEq, kAllocationsLe };

// One run of a scope: the body of a `for` that goes round once. Not for use but through the macros.
class MemoryScope {
 public:
  MemoryScope(Expectation expectation, std::int64_t expected, const char* text, const char* file, int line);
  // Where the body was left by `return`, `break` or an exception.
  ~MemoryScope() { finish(); }
  MemoryScope(const MemoryScope&) = delete;  // would be judged twice
  MemoryScope& operator=(const MemoryScope&) = delete;

  bool is_open() const { return is_open_; }
  void finish();

 private:
  struct SitesBefore;
  void judge();
  void fail(const std::string& what) const;

  const Expectation expectation_;
  const std::int64_t expected_;
  const char* const text_;
  const char* const file_;
  const int line_;
  SitesBefore* sites_ = nullptr;
  int handle_ = -1;
  bool is_open_ = true;
};

}  // namespace highwater::adapter

// Each with a name of its own, because scopes nest and compilers warn of names that hide another.
#define HIGHWATER_JOIN_NAMES(a, b) a##b
#define HIGHWATER_JOIN(a, b) HIGHWATER_JOIN_NAMES(a, b)
#define HIGHWATER_NAMED_MEMORY_SCOPE(name, expectation, expected, text)                              \
  for (::highwater::adapter::MemoryScope name(::highwater::adapter::Expectation::expectation,        \
                                              static_cast<::std::int64_t>(expected), text, __FILE__, \
                                              __LINE__);                                             \
       name.is_open(); name.finish())
#define HIGHWATER_MEMORY_SCOPE(expectation, expected, text) \
  HIGHWATER_NAMED_MEMORY_SCOPE(HIGHWATER_JOIN(highwater_memory_scope_, __LINE__), expectation, expected, text)

// The most bytes live at one moment.
#define EXPECT_PEAK_LE(bytes) HIGHWATER_MEMORY_SCOPE(kPeakLe, bytes, "EXPECT_PEAK_LE(" #bytes ")")
// Bytes that the scope leaves behind; negative where it frees older blocks.
#define EXPECT_RETAINED_EQ(bytes) HIGHWATER_MEMORY_SCOPE(kRetainedEq, bytes, "EXPECT_RETAINED_EQ(" #bytes ")")
// How many calls allocated.
#define EXPECT_ALLOCATIONS_LE(count) \
  HIGHWATER_MEMORY_SCOPE(kAllocationsLe, count, "EXPECT_ALLOCATIONS_LE(" #count ")")
#define EXPECT_NO_ALLOCATION HIGHWATER_MEMORY_SCOPE(kAllocationsLe, 0, "EXPECT_NO_ALLOCATION")
