// SPDX-License-Identifier: Apache-2.0
// What has been found out about a file must not be believed of the next one at its place.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <memory>

#include "counting/unwind/testing/both_stacks.h"
#include "counting/unwind/testing/tables.h"

namespace highwater::counting {
namespace {

using Callback = void (*)(void*);
using Plugin = int (*)(Callback, void*);

class UnloadingTest : public testing::Test {
 protected:
  UnloadingTest() { unwinder_.start(tables_.get(), &::_dl_find_object); }

  static void call_back(void* context) {
    auto* const test = static_cast<UnloadingTest*>(context);
    test->returns_to_ = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
    flush_oracle();
    capture_both(test->unwinder_, *test->tables_, test->stacks_.get());
  }

  // Where the function was that called back.
  std::uintptr_t call(const char* file) {
    void* const library = ::dlopen(file, RTLD_NOW);
    EXPECT_NE(library, nullptr) << ::dlerror();
    if (library == nullptr) return 0;
    const auto plugin = reinterpret_cast<Plugin>(::dlsym(library, "highwater_plugin"));
    plugin(call_back, this);
    ::dlclose(library);
    return returns_to_;
  }

  const Tables tables_;
  Unwinder unwinder_;
  std::unique_ptr<BothStacks> stacks_ = std::make_unique<BothStacks>();
  std::uintptr_t returns_to_ = 0;
};

TEST_F(UnloadingTest, AnotherFileAtTheSamePlaceHasItsOwnFramesOnceTheOldOnesAreForgotten) {
  const std::uintptr_t first = call(HIGHWATER_TEST_PLUGIN_1024);
  EXPECT_TRUE(stacks_->agree());
  unwinder_.forget_unloaded();
  const std::uintptr_t second = call(HIGHWATER_TEST_PLUGIN_2048);
  // The premise: without it this shows nothing.
  ASSERT_EQ(first, second);
  EXPECT_TRUE(stacks_->agree());
  EXPECT_TRUE(stacks_->ours.is_complete);
}

TEST_F(UnloadingTest, WithoutForgettingTheOldFramesAreBelieved) {
  ASSERT_EQ(call(HIGHWATER_TEST_PLUGIN_1024), call(HIGHWATER_TEST_PLUGIN_2048));
  EXPECT_FALSE(stacks_->agree());
}

TEST_F(UnloadingTest, AFileThatIsSeenAtTheOldOnesPlaceMakesItForgotten) {
  const std::uintptr_t first = call(HIGHWATER_TEST_PLUGIN_1024);
  EXPECT_NE(call(HIGHWATER_TEST_PLUGIN_SHIFTED), first);
  EXPECT_TRUE(stacks_->agree());
  ASSERT_EQ(call(HIGHWATER_TEST_PLUGIN_2048), first);
  EXPECT_TRUE(stacks_->agree());
}

}  // namespace
}  // namespace highwater::counting
