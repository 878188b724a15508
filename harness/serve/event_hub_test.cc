// SPDX-License-Identifier: Apache-2.0
#include "serve/event_hub.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

std::string all_of(StreamBody& stream) {
  std::string text(1000, '\0');
  bool at_end = false;
  text.resize(stream.read(
      text.data(), text.size(), [] {}, nullptr, at_end));
  return text;
}

TEST(EventText, IsAServerSentEvent) {
  EXPECT_EQ(event_text("numbers", "{\"a\":1}"), "event: numbers\ndata: {\"a\":1}\n\n");
}

TEST(EventHubTest, TellsEverybody) {
  EventHub hub;
  EXPECT_FALSE(hub.is_watched());
  const std::shared_ptr<StreamBody> first = hub.open();
  const std::shared_ptr<StreamBody> second = hub.open();
  hub.push("a");
  hub.push("b");
  EXPECT_EQ(all_of(*first), "ab");
  EXPECT_EQ(all_of(*second), "ab");
}

TEST(EventHubTest, HasEightPlacesAndGivesThemAgain) {
  EventHub hub;
  std::vector<std::shared_ptr<StreamBody>> streams;
  for (int i = 0; i < 8; ++i) {
    streams.push_back(hub.open());
    ASSERT_NE(streams.back(), nullptr);
  }
  EXPECT_EQ(hub.open(), nullptr);
  streams[3]->abandon();
  EXPECT_NE(hub.open(), nullptr);
  EXPECT_EQ(hub.open(), nullptr);
}

TEST(EventHubTest, ASlowReaderLosesItsPlace) {
  EventHub hub;
  const std::shared_ptr<StreamBody> stream = hub.open();
  hub.push(std::string(StreamBody::kMostWaiting + 1, 'x'));
  EXPECT_FALSE(hub.is_watched());
  EXPECT_TRUE(stream->is_over());
}

TEST(EventHubTest, ClosesEveryStream) {
  EventHub hub;
  const std::shared_ptr<StreamBody> stream = hub.open();
  hub.push("last");
  hub.close();
  EXPECT_TRUE(stream->is_over());
  EXPECT_EQ(all_of(*stream), "last");
}

}  // namespace
}  // namespace highwater
