// SPDX-License-Identifier: Apache-2.0
#include "baseline/digest.h"

#include <gtest/gtest.h>

#include "baseline/baseline_example.h"
#include "baseline/baseline_json.h"
#include "baseline/baseline_value.h"
#include "baseline/digest_value.h"

namespace highwater {
namespace {

const BaselineKey kKey{.profile = "linux-x86_64-gnu12-release", .scenario = "batch_download/trimmed"};

Baseline reread(const std::string& text) {
  const Expected<Baseline> baseline = baseline_from_json(text, "x.json", kKey);
  EXPECT_TRUE(baseline) << baseline.error().what;
  return baseline.value_or(Baseline{});
}

// The file with one piece of its text replaced.
Baseline edited(const std::string& old, const std::string& now) {
  std::string text = to_json(with_digest(example_baseline()));
  const std::size_t at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return reread(text.replace(at, old.size(), now));
}

TEST(Digest, SurvivesTheFile) {
  const Baseline baseline = with_digest(example_baseline());
  EXPECT_EQ(baseline.digest.size(), 32u);
  EXPECT_EQ(reread(to_json(baseline)), baseline);
  EXPECT_FALSE(is_edited(reread(to_json(baseline))));
}

TEST(Digest, AFileWithoutOneIsReadAndStaysWithout) {
  const std::string text = to_json(example_baseline());
  EXPECT_EQ(text.find("digest"), std::string::npos);
  EXPECT_FALSE(is_edited(reread(text)));
  EXPECT_EQ(to_json(reread(text)), text);
}

TEST(Digest, WhatAMeasurementMakesIsCovered) {
  for (const auto& [old, now] : {std::pair{"\"value\": 1000000", "\"value\": 1000001"},
                                 {"\"value\": 900", "\"value\": 901"},
                                 {"\"region\": \"download\"", "\"region\": null"},
                                 {"\"runs\": 1", "\"runs\": 5"},
                                 {"\"probe\": \"counting\"", "\"probe\": \"massif\""},
                                 {"\"GNU 12.2.0\"", "\"GNU 13.0.0\""},
                                 {"Buffer::grow", "Buffer::grew"},
                                 {"\"peak_bytes\": 900000", "\"peak_bytes\": 1"}})
    EXPECT_TRUE(is_edited(edited(old, now))) << old;
}

TEST(Digest, WhatPeopleEditIsNot) {
  for (const auto& [old, now] : {std::pair{"\"absolute\": 1024", "\"absolute\": 4096"},
                                 {"\"relative\": 0.01", "\"relative\": 0.5"},
                                 {"\"limit\": 1200000", "\"limit\": null"},
                                 {"\"limit\": null", "\"limit\": 7"},
                                 {"\"reason\": \"first numbers\"", "\"reason\": \"others\""}})
    EXPECT_FALSE(is_edited(edited(old, now))) << old;
}

TEST(Digest, AnEditedDigestFitsNothing) {
  const std::string digest = with_digest(example_baseline()).digest;
  EXPECT_TRUE(is_edited(edited(digest, std::string(32, '0'))));
}

TEST(Digest, AMovedFileKeepsIt) {
  Baseline moved = example_baseline();
  moved.scenario = "another/name";
  EXPECT_EQ(digest_of(moved), digest_of(example_baseline()));
  moved.profile = "linux-aarch64";
  EXPECT_NE(digest_of(moved), digest_of(example_baseline())) << "nobody measured it there";
}

TEST(Digest, DoesNotDependOnTheOrderOfKeysOrOnBlanks) {
  EXPECT_EQ(digest_of(Json::parse(R"({"region": null, "measured": {"probe": "massif", "runs": 1}})")),
            digest_of(Json::parse(R"({"measured":{"runs":1,"probe":"massif"},"region":null})")));
}

// So that what later versions measure is covered by this one's rule.
TEST(Digest, KeysThatAreNotKnownYetCount) {
  const Json before = to_json_value(example_baseline());
  Json after = before;
  after["metrics"]["peak_bytes"]["spread"] = {{"lowest", 1}, {"highest", 2}};
  EXPECT_NE(digest_of(after), digest_of(before));
  after = before;
  after["scaling"] = "n";
  EXPECT_NE(digest_of(after), digest_of(before));
}

// Changing it would make every file in every repository wrong.
TEST(Digest, IsTheSameInEveryVersion) {
  EXPECT_EQ(digest_of(Json::parse(R"({"region": null})")), "8ff484609aac57e9438fc7c5f2fff66a")
      << "as xxhsum -H2 says of {\"region\":null}";
}

TEST(Digest, TheFingerprintIsOverAllOfTheFile) {
  Baseline other = example_baseline();
  EXPECT_EQ(fingerprint_of(other), fingerprint_of(example_baseline()));
  other.reason = "another";
  EXPECT_NE(fingerprint_of(other), fingerprint_of(example_baseline()));
}

}  // namespace
}  // namespace highwater
