// SPDX-License-Identifier: Apache-2.0
#include "counting/unwind/modules.h"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <link.h>
#include <stdlib.h>
#include <sys/auxv.h>

#include <string>

#include "counting/unwind/testing/tables.h"

namespace highwater::counting {
namespace {

std::uintptr_t address_in_libc() {
  return reinterpret_cast<std::uintptr_t>(::dlsym(RTLD_DEFAULT, "gnu_get_libc_version"));
}
std::uintptr_t address_here() {
  return reinterpret_cast<std::uintptr_t>(&address_here);
}

TEST(FindModule, ALibraryHasItsPathBuildIdAndFrameDescriptions) {
  MappedModule module;
  ASSERT_TRUE(find_module(&::_dl_find_object, address_in_libc(), &module));
  EXPECT_NE(std::string(module.path).find("libc.so.6"), std::string::npos);
  EXPECT_EQ(module.build_id_bytes, 20u);
  EXPECT_LE(module.start, address_in_libc());
  EXPECT_GT(module.end, address_in_libc());
  EXPECT_NE(module.eh_frame.header, nullptr);
  EXPECT_NE(rule_at(module.eh_frame, address_in_libc()).kind, RuleKind::kNone);
}

TEST(FindModule, TheExecutableHasNoPath) {
  MappedModule module;
  ASSERT_TRUE(find_module(&::_dl_find_object, address_here(), &module));
  EXPECT_STREQ(module.path, "");
  EXPECT_NE(module.eh_frame.header, nullptr);
#if defined(__x86_64__)
  // At its first instruction the return address is all that a function has on the stack.
  EXPECT_EQ(rule_at(module.eh_frame, address_here()), (Rule{.kind = RuleKind::kStack, .offset = 8}));
#else
  EXPECT_NE(rule_at(module.eh_frame, address_here()).kind, RuleKind::kNone);
#endif
}

TEST(FindModule, TheKernelsOwnLibraryIsOne) {
  MappedModule module;
  const std::uintptr_t vdso = ::getauxval(AT_SYSINFO_EHDR);
  ASSERT_NE(vdso, 0u);
  ASSERT_TRUE(find_module(&::_dl_find_object, vdso, &module));
  EXPECT_EQ(module.start, vdso);
  EXPECT_NE(module.eh_frame.header, nullptr);
}

TEST(FindModule, NothingIsFoundByALibcThatCannotBeAsked) {
  MappedModule module;
  EXPECT_FALSE(find_module(nullptr, address_in_libc(), &module));
}

TEST(FindModule, NothingIsFoundOutsideOfFiles) {
  MappedModule module;
  int on_stack = 0;
  EXPECT_FALSE(find_module(&::_dl_find_object, reinterpret_cast<std::uintptr_t>(&on_stack), &module));
  EXPECT_FALSE(find_module(&::_dl_find_object, 0, &module));
  EXPECT_FALSE(find_module(&::_dl_find_object, UINTPTR_MAX, &module));
}

class RecordModuleTest : public testing::Test {
 protected:
  const Tables tables_;
  const std::uint8_t id_[4] = {1, 2, 3, 4};
  const std::uint8_t other_id_[4] = {1, 2, 3, 5};
  const MappedModule module_{.load_bias = 0x1000,
                             .start = 0x1000,
                             .end = 0x9000,
                             .path = "/lib/a.so",
                             .eh_frame = {},
                             .build_id = id_,
                             .build_id_bytes = sizeof id_};
};

TEST_F(RecordModuleTest, AFileIsRecordedOnceWithAllThatNamesIt) {
  EXPECT_EQ(record_module(tables_.get(), module_), 0u);
  EXPECT_EQ(record_module(tables_.get(), module_), 0u);
  ASSERT_EQ(tables_->module_count.load(), 1u);
  const Module& recorded = tables_->modules[0];
  EXPECT_EQ(recorded.load_bias, 0x1000u);
  EXPECT_EQ(recorded.start, 0x1000u);
  EXPECT_EQ(recorded.end, 0x9000u);
  EXPECT_STREQ(recorded.path, "/lib/a.so");
  ASSERT_EQ(recorded.build_id_bytes, 4u);
  EXPECT_EQ(recorded.build_id[3], 4);
}

TEST_F(RecordModuleTest, AnotherFileAtTheSamePlaceIsAnotherModule) {
  MappedModule other = module_;
  other.path = "/lib/b.so";
  MappedModule rebuilt = module_;
  rebuilt.build_id = other_id_;
  EXPECT_EQ(record_module(tables_.get(), module_), 0u);
  EXPECT_EQ(record_module(tables_.get(), other), 1u);
  EXPECT_EQ(record_module(tables_.get(), rebuilt), 2u);
  // And the first one again.
  EXPECT_EQ(record_module(tables_.get(), module_), 0u);
}

TEST_F(RecordModuleTest, TheSameFileAtAnotherPlaceIsAnotherModule) {
  MappedModule moved = module_;
  moved.load_bias = moved.start = 0x100000;
  moved.end = 0x108000;
  EXPECT_EQ(record_module(tables_.get(), module_), 0u);
  EXPECT_EQ(record_module(tables_.get(), moved), 1u);
}

TEST_F(RecordModuleTest, AFileThatTakesAnothersPlaceOverlapsItAndItsNeighbourDoesNot) {
  record_module(tables_.get(), module_);
  EXPECT_FALSE(overlaps_another(*tables_, module_));
  MappedModule neighbour = module_;
  neighbour.load_bias = neighbour.start = module_.end;
  neighbour.end = module_.end + 0x8000;
  EXPECT_FALSE(overlaps_another(*tables_, neighbour));
  MappedModule successor = module_;
  successor.path = "/lib/b.so";
  successor.load_bias = successor.start = module_.end - 0x1000;
  successor.end = module_.end + 0x7000;
  EXPECT_TRUE(overlaps_another(*tables_, successor));
}

TEST_F(RecordModuleTest, APathThatIsTooLongIsCutAndStillFoundAgain) {
  const std::string path(2 * kModulePathBytes, 'x');
  MappedModule module = module_;
  module.path = path.c_str();
  EXPECT_EQ(record_module(tables_.get(), module), 0u);
  EXPECT_EQ(record_module(tables_.get(), module), 0u);
  EXPECT_EQ(std::string(tables_->modules[0].path).size(), kModulePathBytes - 1);
}

TEST_F(RecordModuleTest, AFullTableHasNoNumberForAnotherButStillForThoseInIt) {
  MappedModule module = module_;
  for (std::uint32_t i = 0; i < kMaxModules; ++i) {
    module.load_bias = module.start = std::uintptr_t{i + 1} << 20;
    module.end = module.start + 0x8000;
    ASSERT_EQ(record_module(tables_.get(), module), i);
  }
  MappedModule one_more = module_;
  one_more.path = "/lib/late.so";
  EXPECT_EQ(record_module(tables_.get(), one_more), kNoModule);
  EXPECT_EQ(record_module(tables_.get(), module), kMaxModules - 1);
}

}  // namespace
}  // namespace highwater::counting
