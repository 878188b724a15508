// SPDX-License-Identifier: Apache-2.0
// Stacks that cannot be followed to their end, and little stack to do it on: never a crash, and what is
// nearest to the allocation is right.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <limits.h>
#include <pthread.h>
#include <sys/mman.h>

#include <cstring>
#include <vector>

#include "counting/unwind/testing/fiber.h"
#include "counting/unwind/testing/tables.h"
#include "counting/unwind/unwinder.h"

namespace highwater::counting {
namespace {

#define HIGHWATER_APART __attribute__((noinline, noclone))
volatile unsigned sink;

// Functions that fibers run have no argument.
struct Shared {
  explicit Shared(FindObject find_object) { unwinder.start(tables.get(), find_object); }
  const Tables tables;
  Unwinder unwinder;
  std::size_t capacity = kMaxDepth;
  std::vector<std::uint32_t> frames = std::vector<std::uint32_t>(kMaxDepth);
  std::size_t depth = 0;
  const char* stack_at_hook = nullptr;
};
Shared* shared = nullptr;

class HostileStackTest : public testing::Test {
 protected:
  HostileStackTest() { shared = &shared_; }
  ~HostileStackTest() override { shared = nullptr; }

  std::uintptr_t frame(std::size_t index) const {
    const Location location = shared_.tables->locations[shared_.frames[index]];
    const std::uint32_t module = module_of(location);
    return offset_of(location) + (module == kNoModule ? 0 : shared_.tables->modules[module].load_bias);
  }
  // Frame `index` lies in `function`.
  void expect_frame(std::size_t index, void (*function)()) const {
    ASSERT_LT(index, shared_.depth);
    const std::uintptr_t start = reinterpret_cast<std::uintptr_t>(function);
    EXPECT_GE(frame(index), start) << index;
    EXPECT_LT(frame(index), start + 256) << index;
  }
  bool is_truncated() const { return shared_.frames[shared_.depth - 1] == kTruncated; }

  Shared shared_{&::_dl_find_object};
};

HIGHWATER_APART void hook() {
  shared->stack_at_hook = static_cast<const char*>(__builtin_frame_address(0));
  shared->depth =
      shared->unwinder.capture(__builtin_return_address(0), shared->frames.data(), shared->capacity, nullptr)
          .depth;
}
HIGHWATER_APART void inner() {
  hook();
  sink = sink + 1;
}
HIGHWATER_APART void outer() {
  inner();
  sink = sink + 2;
}
HIGHWATER_APART void recursive(unsigned depth) {
  if (depth == 0) {
    inner();
  } else {
    recursive(depth - 1);
  }
  sink = sink + depth;
}

TEST_F(HostileStackTest, AFiberIsFollowedToWhereItStarted) {
  const FiberStack stack(std::size_t{64} << 10);
  stack.run(outer);
  expect_frame(0, inner);
  expect_frame(1, outer);
  EXPECT_LE(shared_.depth, 4u);
}

// The memory above a fiber's stack may be anything.
TEST_F(HostileStackTest, AFiberBelowMemoryThatCannotBeReadIsSafe) {
  FiberStack stack(std::size_t{128} << 10);
  ASSERT_EQ(::mprotect(stack.begin() + (std::size_t{64} << 10), std::size_t{64} << 10, PROT_NONE), 0);
  ucontext_t back;
  ucontext_t fiber;
  ::getcontext(&fiber);
  fiber.uc_stack.ss_sp = stack.begin();
  fiber.uc_stack.ss_size = std::size_t{64} << 10;
  fiber.uc_link = &back;
  ::makecontext(&fiber, outer, 0);
  ::swapcontext(&back, &fiber);
  expect_frame(0, inner);
  expect_frame(1, outer);
}

// Finding out takes most; the cache is empty.
TEST_F(HostileStackTest, TheFirstStackOfAllTakesLittleStack) {
  const FiberStack stack(std::size_t{64} << 10);
  std::memset(stack.begin(), 0xa5, stack.size());
  stack.run(outer);
  const char* lowest = stack.begin();
  while (*lowest == static_cast<char>(0xa5)) ++lowest;
  EXPECT_LT(shared_.stack_at_hook - lowest, 1280);  // with hook()'s own frame and what the loader takes
  EXPECT_GT(shared_.stack_at_hook - lowest, 256);
}

TEST_F(HostileStackTest, TheSmallestStackOfAThreadIsEnough) {
  pthread_attr_t attributes;
  ASSERT_EQ(::pthread_attr_init(&attributes), 0);
  ASSERT_EQ(::pthread_attr_setstacksize(&attributes, static_cast<std::size_t>(PTHREAD_STACK_MIN)), 0);
  pthread_t thread;
  const auto run = [](void*) -> void* {
    outer();
    return nullptr;
  };
  ASSERT_EQ(::pthread_create(&thread, &attributes, run, nullptr), 0);
  ASSERT_EQ(::pthread_join(thread, nullptr), 0);
  ::pthread_attr_destroy(&attributes);
  expect_frame(0, inner);
  expect_frame(1, outer);
  EXPECT_FALSE(is_truncated());
}

TEST_F(HostileStackTest, AStackThatIsDeeperThanThereIsRoomForIsTruncated) {
  recursive(1000);
  EXPECT_EQ(shared_.depth, kMaxDepth);
  EXPECT_TRUE(is_truncated());
  expect_frame(0, inner);
  for (const std::size_t capacity : {1u, 2u, 3u}) {
    shared_.capacity = capacity;
    recursive(1000);
    EXPECT_EQ(shared_.depth, capacity);
    EXPECT_TRUE(is_truncated());
  }
  shared_.capacity = 0;
  recursive(1000);
  EXPECT_EQ(shared_.depth, 0u);
}

TEST_F(HostileStackTest, AReturnAddressThatIsNotOnTheStackIsAllThatIsSaid) {
  std::uint32_t frames[kMaxDepth];
  const auto* const elsewhere = reinterpret_cast<const char*>(&recursive) + 1;
  ASSERT_EQ(shared_.unwinder.capture(elsewhere, frames, kMaxDepth, nullptr).depth, 2u);
  EXPECT_NE(frames[0], kTruncated);
  EXPECT_EQ(frames[1], kTruncated);
}

TEST_F(HostileStackTest, BeforeItIsStartedEveryStackIsTruncated) {
  Unwinder unwinder;
  const auto memo = std::make_unique<StackMemo>();
  for (int i = 0; i < 2; ++i) {
    std::uint32_t frames[kMaxDepth];
    const Captured captured = unwinder.capture(__builtin_return_address(0), frames, kMaxDepth, memo.get());
    EXPECT_EQ(captured.site, StackMemo::kNoSite);
    ASSERT_EQ(captured.depth, 1u);
    EXPECT_EQ(frames[0], kTruncated);
    memo->remember(7);
  }
}

// As with glibc 2.34. This test is compiled with frame pointers, so that the stack can be followed a little.
TEST_F(HostileStackTest, WithoutAWayToFindFilesTheCallerOfTheHookIsThereAllTheSame) {
  Shared other(nullptr);
  shared = &other;
  recursive(3);
  shared = &shared_;
  ASSERT_GE(other.depth, 2u);
  const Location location = other.tables->locations[other.frames[0]];
  EXPECT_EQ(module_of(location), kNoModule);
  EXPECT_LT(offset_of(location) - reinterpret_cast<std::uintptr_t>(&inner), 256u);
  EXPECT_EQ(other.tables->module_count.load(), 0u);
}

#if defined(__x86_64__)
// Machine code without any unwind table, as a compiler at run time makes it: calls its argument.
class Generated {
 public:
  explicit Generated(const std::vector<unsigned char>& code)
      : memory_(
            ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
    if (memory_ == MAP_FAILED) std::abort();
    std::memcpy(memory_, code.data(), code.size());
  }
  ~Generated() { ::munmap(memory_, 4096); }
  Generated(const Generated&) = delete;  // would unmap twice
  Generated& operator=(const Generated&) = delete;
  HIGHWATER_APART void call(void (*function)()) const {
    reinterpret_cast<void (*)(void (*)())>(memory_)(function);
    sink = sink + 1;
  }
  bool has(std::uintptr_t address) const {
    return address - reinterpret_cast<std::uintptr_t>(memory_) < 4096;
  }

 private:
  void* memory_;
};

TEST_F(HostileStackTest, GeneratedCodeWithAFramePointerIsPassed) {
  // push rbp; mov rbp, rsp; call rdi; pop rbp; ret
  const Generated code({0x55, 0x48, 0x89, 0xe5, 0xff, 0xd7, 0x5d, 0xc3});
  code.call(outer);
  expect_frame(1, outer);
  EXPECT_TRUE(code.has(frame(2)));
  EXPECT_GT(shared_.depth, 8u);
  EXPECT_FALSE(is_truncated());
}

TEST_F(HostileStackTest, GeneratedCodeThatUsesTheFramePointerOtherwiseEndsTheStackVisibly) {
  for (const std::uintptr_t value : {std::uintptr_t{0}, std::uintptr_t{8}, std::uintptr_t{1} << 40,
                                     ~std::uintptr_t{0}, ~std::uintptr_t{15}, std::uintptr_t{1} << 63}) {
    // push rbp; movabs rbp, value; call rdi; pop rbp; ret
    std::vector<unsigned char> code = {0x55, 0x48, 0xbd};
    const auto* const bytes = reinterpret_cast<const unsigned char*>(&value);
    code.insert(code.end(), bytes, bytes + sizeof value);
    code.insert(code.end(), {0xff, 0xd7, 0x5d, 0xc3});
    const Generated generated(code);
    generated.call(outer);
    expect_frame(1, outer);
    EXPECT_TRUE(generated.has(frame(2)));
    EXPECT_EQ(shared_.depth, 4u);
    EXPECT_TRUE(is_truncated());
  }
}
#endif

}  // namespace
}  // namespace highwater::counting
