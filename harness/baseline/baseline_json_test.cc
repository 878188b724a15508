// SPDX-License-Identifier: Apache-2.0
#include "baseline/baseline_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error_printer.h"
#include "baseline/baseline_example.h"

namespace highwater {
namespace {

const BaselineKey kKey{.profile = "linux-x86_64-gnu12-release", .scenario = "batch_download/trimmed"};

// Golden, because people read it in git diffs.
constexpr const char* kText = R"({
  "context": {
    "compiler": "GNU 12.2.0",
    "kernel": "Linux 6.1.0",
    "libc": "glibc 2.36",
    "revision": "0123456789ab",
    "valgrind": null
  },
  "measured": {
    "probe": "counting",
    "runs": 1
  },
  "metrics": {
    "allocated_bytes": {
      "absolute": 1024,
      "limit": null,
      "relative": 0.01,
      "value": 5000000
    },
    "allocations": {
      "absolute": 4,
      "limit": null,
      "relative": 0.01,
      "value": 700
    },
    "peak_bytes": {
      "absolute": 1024,
      "limit": 1200000,
      "relative": 0.01,
      "value": 1000000
    },
    "retained_blocks": {
      "absolute": 4,
      "limit": null,
      "relative": 0.01,
      "value": -1
    },
    "retained_bytes": {
      "absolute": 1024,
      "limit": null,
      "relative": 0.01,
      "value": -5
    }
  },
  "overrides": {
    "massif": {
      "allocations": {
        "absolute": 4,
        "limit": null,
        "relative": 0.0,
        "value": 900
      }
    }
  },
  "profile": "linux-x86_64-gnu12-release",
  "reason": "first numbers",
  "region": "download",
  "scenario": "batch_download/trimmed",
  "schema": 1,
  "sites": [
    {
      "allocated_bytes": 2000000,
      "allocations": 17,
      "calls": "Buffer::grow <- fetch <- main",
      "file": "buffer.cc",
      "peak_bytes": 900000,
      "retained_blocks": 0,
      "retained_bytes": 0
    },
    {
      "allocated_bytes": 5,
      "allocations": 1,
      "calls": "[libz.so.1]",
      "file": null,
      "peak_bytes": 5,
      "retained_blocks": -1,
      "retained_bytes": -5
    }
  ]
}
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// A line each: a diff shows which library the new numbers were made with.
TEST(BaselineJson, LibrariesAreALineEachAndOptional) {
  Baseline baseline = example_baseline();
  baseline.context.libraries = {{"libjpeg.so.62", "libjpeg.so.62.3.0 1f0c62a9"},
                                {"libz.so.1", "libz.so.1.2.13"}};
  const std::string text = to_json(baseline);
  EXPECT_NE(text.find("    \"libraries\": {\n"
                      "      \"libjpeg.so.62\": \"libjpeg.so.62.3.0 1f0c62a9\",\n"
                      "      \"libz.so.1\": \"libz.so.1.2.13\"\n"
                      "    },\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(*baseline_from_json(text, "b.json", kKey), baseline);
  EXPECT_EQ(to_json(example_baseline()).find("libraries"), std::string::npos);
}

TEST(BaselineJson, KeysAreSortedAndEveryValueHasItsLine) {
  EXPECT_EQ(to_json(example_baseline()), kText);
}

TEST(BaselineJson, WhatIsWrittenIsReadBack) {
  Baseline baseline = example_baseline();
  EXPECT_EQ(*baseline_from_json(to_json(baseline), "b.json", kKey), baseline);
  baseline.region.reset();
  baseline.overrides.clear();
  baseline.sites.clear();
  baseline.probe = ProbeKind::kMassif;
  baseline.runs = 5;
  baseline.reason = "a \"quoted\"\nreason, \xe2\x82\xac";
  baseline.metrics[Metric::kPeakBytes].value = INT64_MAX;
  baseline.metrics[Metric::kRetainedBytes].value = INT64_MIN;
  baseline.metrics[Metric::kPeakBytes].tolerance.relative = 0.123456789;
  EXPECT_EQ(to_json(baseline).find("overrides"), std::string::npos);
  EXPECT_EQ(to_json(baseline).find("sites"), std::string::npos);
  EXPECT_EQ(*baseline_from_json(to_json(baseline), "b.json", kKey), baseline);
}

TEST(BaselineJson, AReasonThatIsNotUtf8StillGivesValidJson) {
  Baseline baseline = example_baseline();
  baseline.reason = "\xff";
  EXPECT_EQ(baseline_from_json(to_json(baseline), "b.json", kKey)->reason, "\xef\xbf\xbd");
}

TEST(BaselineJson, AnotherPlatformsNumbersAreRefused) {
  EXPECT_EQ(
      baseline_from_json(kText, "b.json", {.profile = "linux-aarch64", .scenario = kKey.scenario}).error(),
      (Error{ExitStatus::kBaseline,
             "b.json:55: profile: the baseline is for another platform, linux-x86_64-gnu12-release; expected "
             "linux-aarch64",
             "move the file away, then make this platform's own with highwater update"}));
}

TEST(BaselineJson, AnotherScenariosNumbersAreRefused) {
  EXPECT_EQ(baseline_from_json(kText, "b.json", {.profile = kKey.profile, .scenario = "other"}).error(),
            (Error{ExitStatus::kUsage,
                   "b.json:58: scenario: expected \"other\", as the file's path says, found "
                   "\"batch_download/trimmed\"",
                   "a renamed scenario needs both: move its file, and change the name in it"}));
}

struct Mistake {
  const char* from;
  const char* to;
  const char* what;
  const char* hint;
};

TEST(BaselineJson, EveryMistakeHasItsOwnMessage) {
  const Mistake mistakes[] = {
      {"\"schema\": 1", "\"schema\": 2",
       "b.json:59: schema: too new: this highwater reads schema 1, the file has 2", "use a newer highwater"},
      {"\"schema\": 1", "\"schema\": 0",
       "b.json:59: schema: too old: this highwater reads schema 1, the file has 0",
       "move the file away and make a new one with highwater update; the old one stays in git"},
      {"\"reason\"", "\"raeson\"", "b.json:56: raeson: unknown key", "did you mean \"reason\"?"},
      {"\"first numbers\"", "null", "b.json:56: reason: expected a string, found null", ""},
      {"\"counting\"", "\"dhat\"",
       "b.json:10: measured.probe: expected \"counting\" or \"massif\", found \"dhat\"", ""},
      {"\"runs\": 1", "\"runs\": 0", "b.json:11: measured.runs: expected 1 or more, found 0", ""},
      {"\"peak_bytes\"", "\"peek_bytes\"", "b.json:26: metrics.peek_bytes: unknown key",
       "did you mean \"peak_bytes\"?"},
      {"1000000", "\"1000000\"",
       "b.json:30: metrics.peak_bytes.value: expected an integer of at most 64 bits, found string", ""},
      {"1000000", "1e6",
       "b.json:30: metrics.peak_bytes.value: expected an integer of at most 64 bits, found number", ""},
      {"1000000", "-1", "b.json:30: metrics.peak_bytes.value: expected 0 or more, found -1", ""},
      {"1200000", "\"none\"",
       "b.json:28: metrics.peak_bytes.limit: \"none\" is none; expected bytes as in 1024, \"4KiB\", "
       "\"8MiB\", \"1GiB\"",
       ""},
      {"\"absolute\": 1024", "\"absolute\": -1024",
       "b.json:15: metrics.allocated_bytes.absolute: expected 0 or more, found -1024", ""},
      {"\"relative\": 0.01", "\"relative\": -0.01",
       "b.json:17: metrics.allocated_bytes.relative: expected 0 or more, found -0.01",
       "a fraction of the value: 0.01 is 1 %"},
      {"\"relative\": 0.01", "\"relative\": 10.5",
       "b.json:17: metrics.allocated_bytes.relative: expected at most 10, found 10.5",
       "a fraction of the value: 0.01 is 1 %; who wants more than 1000 % sets a limit"},
      {"\"relative\": 0.01,", "", "b.json:14: metrics.allocated_bytes.relative: missing, expected a number",
       ""},
      {"\"massif\"", "\"masif\"", "b.json:46: overrides.masif: unknown key", "did you mean \"massif\"?"},
      {"\"libc\"", "\"profile\"", "b.json:5: context.profile: unknown key",
       "known keys: compiler, libc, kernel, valgrind, revision, libraries"},
      {"\"download\"", "7", "b.json:57: region: expected a string, found number", ""},
      {"\"Buffer::grow <- fetch <- main\"", "\"\"",
       "b.json:64: sites[0].calls: expected functions, found nothing", ""},
      {"\"calls\": \"[libz.so.1]\",", "", "b.json:70: sites[1].calls: missing, expected a string", ""},
      {"\"peak_bytes\": 900000", "\"peak_bytes\": null",
       "b.json:66: sites[0].peak_bytes: expected an integer of at most 64 bits, found null", ""},
      {"\"calls\"", "\"call\"", "b.json:64: sites[0].call: unknown key", "did you mean \"calls\"?"},
  };
  for (const Mistake& mistake : mistakes) {
    const Expected<Baseline> baseline =
        baseline_from_json(replaced(kText, mistake.from, mistake.to), "b.json", kKey);
    ASSERT_FALSE(baseline) << mistake.what;
    EXPECT_EQ(baseline.error(), (Error{ExitStatus::kUsage, mistake.what, mistake.hint}));
  }
}

TEST(BaselineJson, ASpreadThatIsNoneIsRefused) {
  const auto what = [](const std::string& spread) {
    const Expected<Baseline> read =
        baseline_from_json(replaced(kText, "\"relative\": ", spread + ", \"relative\": "), "b.json", kKey);
    return read ? "" : read.error().what;
  };
  EXPECT_THAT(what(R"("class": "ODD", "minimum": 1, "maximum": 2)"),
              testing::HasSubstr(R"(.class: expected "EXACT", "STABLE" or "NOISY", found "ODD")"));
  EXPECT_THAT(what(R"("class": "NOISY", "minimum": 2, "maximum": 1)"),
              testing::HasSubstr(".maximum: expected the minimum, 2, or more, found 1"));
}

TEST(BaselineJson, EveryMetricMustBeThere) {
  for (const Metric metric : kCountedMetrics) {
    Baseline baseline = example_baseline();
    baseline.metrics.erase(metric);
    EXPECT_EQ(baseline_from_json(to_json(baseline), "b.json", kKey).error().what,
              std::string("b.json:13: metrics.") + name_of(metric) + ": missing, expected an object");
  }
}

TEST(BaselineJson, EveryTruncationIsAnError) {
  const std::string text = kText;
  for (std::size_t length = 0; length + 2 < text.size(); ++length)
    EXPECT_FALSE(baseline_from_json(text.substr(0, length), "b.json", kKey)) << length;
  EXPECT_EQ(baseline_from_json("", "b.json", kKey).error().what,
            "b.json:1: the file is empty, expected a JSON object");
  EXPECT_EQ(baseline_from_json("<<<<<<< HEAD\n", "b.json", kKey)
                .error()
                .what.rfind("b.json:1: not valid JSON: ", 0),
            0u);
}

}  // namespace
}  // namespace highwater
