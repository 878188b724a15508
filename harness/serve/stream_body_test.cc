// SPDX-License-Identifier: Apache-2.0
#include "serve/stream_body.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

class StreamBodyTest : public testing::Test {
 protected:
  std::string read(std::size_t size = 100) {
    std::string bytes(size, '\0');
    bytes.resize(stream_.read(
        bytes.data(), size, [&] { ++pauses_; }, [&] { ++resumes_; }, at_end_));
    return bytes;
  }
  StreamBody stream_;
  int pauses_ = 0;
  int resumes_ = 0;
  bool at_end_ = false;
};

TEST_F(StreamBodyTest, GivesWhatWasPushedInPieces) {
  EXPECT_TRUE(stream_.push("abc"));
  EXPECT_TRUE(stream_.push("def"));
  EXPECT_EQ(read(4), "abcd");
  EXPECT_EQ(read(4), "ef");
  EXPECT_EQ(pauses_, 0);
}

TEST_F(StreamBodyTest, AReaderOfNothingIsPausedAndResumedOnce) {
  EXPECT_EQ(read(), "");
  EXPECT_FALSE(at_end_);
  EXPECT_EQ(pauses_, 1);
  stream_.push("a");
  stream_.push("b");
  EXPECT_EQ(resumes_, 1);
  EXPECT_EQ(read(), "ab");
}

TEST_F(StreamBodyTest, TheEndComesBehindWhatWasPushed) {
  stream_.push("last");
  stream_.close();
  EXPECT_FALSE(stream_.push("too late"));
  EXPECT_EQ(read(), "last");
  EXPECT_FALSE(at_end_);
  EXPECT_EQ(read(), "");
  EXPECT_TRUE(at_end_);
}

TEST_F(StreamBodyTest, ClosingWakesTheReader) {
  read();
  stream_.close();
  EXPECT_EQ(resumes_, 1);
  read();
  EXPECT_TRUE(at_end_);
}

TEST_F(StreamBodyTest, AReaderThatDoesNotReadIsGivenUp) {
  const std::string piece(StreamBody::kMostWaiting, 'x');
  EXPECT_TRUE(stream_.push(piece));
  EXPECT_FALSE(stream_.push("x"));
  EXPECT_TRUE(stream_.is_over());
  EXPECT_EQ(read(), "");
  EXPECT_TRUE(at_end_);
}

TEST_F(StreamBodyTest, NothingIsKeptForAReaderThatHasLeft) {
  stream_.abandon();
  EXPECT_FALSE(stream_.push("x"));
  EXPECT_TRUE(stream_.is_over());
}

}  // namespace
}  // namespace highwater
