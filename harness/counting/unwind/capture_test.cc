// SPDX-License-Identifier: Apache-2.0
// Stacks of all shapes, by the unwinder and by libunwind.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>

#include "counting/unwind/testing/both_stacks.h"
#include "counting/unwind/testing/shapes.h"
#include "counting/unwind/testing/tables.h"

namespace highwater::counting {

std::ostream& operator<<(std::ostream& out, const Stack& stack) {
  out << stack.depth << " frames" << (stack.is_complete ? "" : ", truncated") << std::hex;
  for (std::size_t i = 0; i < stack.depth; ++i) {
    Dl_info info{};
    out << "\n  " << stack.frames[i];
    if (::dladdr(reinterpret_cast<void*>(stack.frames[i]), &info) != 0)
      out << ' ' << (info.dli_sname != nullptr ? info.dli_sname : info.dli_fname);
  }
  return out << std::dec;
}

namespace {

class CaptureTest : public testing::Test {
 protected:
  CaptureTest() { unwinder_.start(tables_.get(), &::_dl_find_object); }

  static void call_back(void* context) {
    auto* const test = static_cast<CaptureTest*>(context);
    capture_both(test->unwinder_, *test->tables_, test->stacks_.get());
    ++test->calls_;
  }

  // Twice: what has been found out, and what is found in the cache.
  void expect_agreement(void (*shape)(Callback, void*), const std::string& name, std::size_t least_depth) {
    for (int i = 0; i < 2; ++i) {
      calls_ = 0;
      shape(call_back, this);
      ASSERT_EQ(calls_, 1) << name;
      EXPECT_TRUE(stacks_->agree()) << name << "\nours: " << stacks_->ours << "\ntheirs: " << stacks_->theirs;
      EXPECT_TRUE(stacks_->ours.is_complete) << name;
      EXPECT_GE(stacks_->ours.depth, least_depth) << name;
    }
  }

  const Tables tables_;
  Unwinder unwinder_;
  std::unique_ptr<BothStacks> stacks_ = std::make_unique<BothStacks>();
  int calls_ = 0;
};

TEST_F(CaptureTest, EveryShapeOfFrameIsPassedAsLibunwindPassesIt) {
  for (const Shapes* shapes : {&kShapesWithFramePointers, &kShapesWithoutFramePointers}) {
    const std::string with = std::string(shapes->name) + " frame pointers: ";
    expect_agreement(shapes->nested, with + "nested", 8);
    expect_agreement(shapes->recursive, with + "recursive", 48);
    expect_agreement(shapes->variable_array, with + "variable_array", 8);
    expect_agreement(shapes->aligned, with + "aligned", 8);
    expect_agreement(shapes->aligned_variable, with + "aligned_variable", 8);
    expect_agreement(shapes->large_frame, with + "large_frame", 8);
    expect_agreement(shapes->through_qsort, with + "through_qsort", 8);
    expect_agreement(shapes->through_sort, with + "through_sort", 8);
    expect_agreement(shapes->in_cleanup, with + "in_cleanup", 8);
    expect_agreement(shapes->in_catch, with + "in_catch", 8);
    expect_agreement(shapes->interrupted, with + "interrupted", 8);
    expect_agreement(shapes->trapped, with + "trapped", 8);
    expect_agreement(shapes->on_other_stack, with + "on_other_stack", 8);
  }
}

TEST_F(CaptureTest, ACallThatTheLoaderIsStillBindingIsPassed) {
  void* const library = ::dlopen(HIGHWATER_TEST_LAZY, RTLD_LAZY);
  ASSERT_NE(library, nullptr) << ::dlerror();
  using CallLazily = int (*)(Callback, void*);
  const auto call = reinterpret_cast<CallLazily>(::dlsym(library, "highwater_call_lazily"));
  ASSERT_NE(call, nullptr);
  call(call_back, this);
  ASSERT_EQ(calls_, 1);
  EXPECT_TRUE(stacks_->agree()) << "ours: " << stacks_->ours << "\ntheirs: " << stacks_->theirs;
  EXPECT_TRUE(stacks_->ours.is_complete);
  ::dlclose(library);
}

}  // namespace
}  // namespace highwater::counting
