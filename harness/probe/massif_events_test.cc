// SPDX-License-Identifier: Apache-2.0
#include "probe/massif_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>

#include "base/file.h"

namespace highwater {
namespace {

using testing::HasSubstr;

class MassifEventsTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(create_massif_events(path_)); }

  // What the shim would have written.
  void write(std::uint32_t boundaries, const std::vector<MassifBoundary>& records) {
    std::string text = *read_file(path_);
    MassifWireHeader header;
    std::memcpy(&header, text.data(), sizeof header);
    header.boundaries = boundaries;
    std::memcpy(text.data(), &header, sizeof header);
    if (!records.empty())
      std::memcpy(text.data() + sizeof header, records.data(), records.size() * sizeof records[0]);
    ASSERT_TRUE(write_file(path_, text));
  }

  static MassifBoundary boundary(MassifBoundaryKind kind, std::uint32_t entry) {
    MassifBoundary result{};
    result.kind = kind;
    result.entry = entry;
    return result;
  }

  TemporaryDirectory folder_ = *TemporaryDirectory::create("massif-events-test");
  std::string path_ = folder_.path() + "/events";
};

TEST_F(MassifEventsTest, ANewFileSaysThatNobodyHasAttached) {
  const MassifEvents events = *read_massif_events(path_);
  EXPECT_EQ(events.header.attached_pid, 0);
  EXPECT_EQ(events.header.failure, MassifFailure::kNone);
  EXPECT_TRUE(events.boundaries.empty());
}

TEST_F(MassifEventsTest, WhatTheScenarioPutsInItsPlaceIsNotWaitedFor) {
  ASSERT_EQ(::unlink(path_.c_str()), 0);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(read_massif_events(path_).error(),
            (Error{ExitStatus::kProbe, path_ + ": expected a file, found a pipe or a device",
                   "the scenario may have overwritten the file"}));
}

TEST_F(MassifEventsTest, CompleteBoundariesAreRead) {
  write(2, {boundary(MassifBoundaryKind::kEnter, 0), boundary(MassifBoundaryKind::kLeave, 0),
            boundary(MassifBoundaryKind::kEnter, 2)});
  EXPECT_EQ(read_massif_events(path_)->boundaries.size(), 2u);
}

TEST_F(MassifEventsTest, ALeaveWithoutAnEntryIsAnError) {
  write(2, {boundary(MassifBoundaryKind::kEnter, 0), boundary(MassifBoundaryKind::kLeave, 1)});
  EXPECT_THAT(read_massif_events(path_).error().what,
              HasSubstr("event 1 leaves a region that was not entered (event 1)"));
  write(2, {boundary(MassifBoundaryKind::kEnter, 0), boundary(MassifBoundaryKind::kLeave, 99)});
  EXPECT_FALSE(read_massif_events(path_));
}

TEST_F(MassifEventsTest, ACutOrForeignFileIsAnError) {
  const std::string text = *read_file(path_);
  for (const std::string& other :
       {std::string(), text.substr(0, text.size() - 1), std::string(text.size(), 'x')}) {
    ASSERT_TRUE(write_file(path_, other));
    EXPECT_EQ(read_massif_events(path_).error().status, ExitStatus::kProbe);
  }
}

}  // namespace
}  // namespace highwater
