// SPDX-License-Identifier: Apache-2.0
#include "suite/waivers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/date.h"
#include "base/error_printer.h"
#include "base/file.h"

namespace highwater {
namespace {

using testing::HasSubstr;

Manifest manifest() {
  Manifest manifest;
  manifest.path = "/build/highwater.json";
  for (const char* name : {"a/one", "a/two", "b"}) {
    Scenario scenario;
    scenario.name = name;
    scenario.probes = {"counting", "massif"};
    manifest.scenarios.push_back(scenario);
  }
  manifest.scenarios.back().probes = {"counting"};
  return manifest;
}

// A record in one line, `more` at its end.
std::string record(const std::string& scenario, const std::string& metric, const std::string& more = "") {
  return R"({"scenario": ")" + scenario + R"(", "metric": ")" + metric +
         R"(", "ceiling": 5000, "expires": "2027-01-31", "issue": "#17", "reason": "moves out in 2.4")" +
         more + "}";
}

std::string file_of(const std::vector<std::string>& records) {
  std::string text = "{\"schema\": 1, \"waivers\": [\n";
  for (const std::string& one : records) text += one + (&one == &records.back() ? "\n" : ",\n");
  return text + "]}\n";
}

Expected<Waivers> parse(const std::vector<std::string>& records) {
  return parse_waivers(file_of(records), "waivers.json", manifest());
}

Error error_of(const std::vector<std::string>& records) {
  const Expected<Waivers> waivers = parse(records);
  if (!waivers) return waivers.error();
  ADD_FAILURE() << "accepted: " << file_of(records);
  return {};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Waivers, EveryKeyIsRead) {
  const Expected<Waivers> waivers =
      parse({record("a/one", "peak_bytes", R"(, "profile": "linux-x", "probe": "massif")"),
             record("b", "allocations")});
  ASSERT_TRUE(waivers) << waivers.error().what;
  ASSERT_EQ(waivers->waivers.size(), 2u);
  EXPECT_EQ(waivers->waivers[0], (Waiver{.scenario = "a/one",
                                         .metric = "peak_bytes",
                                         .profile = "linux-x",
                                         .probe = "massif",
                                         .ceiling = 5000,
                                         .expires = "2027-01-31",
                                         .issue = "#17",
                                         .reason = "moves out in 2.4"}));
  EXPECT_EQ(waivers->waivers[1].probe, std::nullopt);
}

TEST(Waivers, NoneIsAFileToo) {
  EXPECT_TRUE(parse({})->waivers.empty());
}

TEST(Waivers, AnUnknownScenarioNamesTheNearestOne) {
  const Error error = error_of({record("a/one", "peak_bytes"), record("a/twoo", "peak_bytes")});
  EXPECT_EQ(error.status, ExitStatus::kUsage);
  EXPECT_EQ(error.what, "waivers.json:3: waivers[1].scenario: no scenario \"a/twoo\" in the manifest");
  EXPECT_EQ(error.hint, "did you mean \"a/two\"?");
}

TEST(Waivers, AnUnknownMetricProbeOrKeyNamesTheNearestOne) {
  EXPECT_EQ(error_of({record("b", "peek_bytes")}).hint, "did you mean \"peak_bytes\"?");
  EXPECT_EQ(error_of({record("b", "peek_bytes")}).what,
            "waivers.json:2: waivers[0].metric: unknown metric \"peek_bytes\"");
  EXPECT_EQ(error_of({record("b", "peak_bytes", R"(, "probe": "masif")")}).hint, "did you mean \"massif\"?");
  EXPECT_EQ(error_of({record("b", "peak_bytes", R"(, "expire": "2027-01-01")")}).hint,
            "did you mean \"expires\"?");
}

TEST(Waivers, AProbeThatTheScenarioHasNotIsRefused) {
  const Error error = error_of({record("b", "peak_bytes", R"(, "probe": "massif")")});
  EXPECT_THAT(error.what, HasSubstr("waivers[0].probe: \"b\" is not measured with massif"));
  EXPECT_EQ(error.hint, "it is with counting");
}

TEST(Waivers, WhatIsMissingIsNamed) {
  for (const char* key : {"scenario", "metric", "ceiling", "expires", "issue", "reason"})
    EXPECT_THAT(error_of({replaced(record("b", "peak_bytes"), std::string("\"") + key + "\": ",
                                   std::string("\"profile\": \"p\", \"probe\": null, \"x") + key + "\": ")})
                    .what,
                testing::AnyOf(HasSubstr(key)))
        << key;
  EXPECT_THAT(parse_waivers(R"({"schema": 1})", "w", manifest()).error().what, HasSubstr("waivers"));
}

TEST(Waivers, OnlyADayThatThereIsCanBeTheLast) {
  for (const char* date : {"2027-02-29", "2027-13-01", "31.01.2027", "2027-1-1", "tomorrow", "",
                           "2027-01-31T00:00", "2027-01-31 "}) {
    const Error error = error_of({replaced(record("b", "peak_bytes"), "2027-01-31", date)});
    EXPECT_THAT(error.what, HasSubstr("waivers[0].expires: \"" + std::string(date) + "\" is no date"));
    EXPECT_EQ(error.hint, "the last day on which it holds, as \"2027-01-31\"");
  }
}

TEST(Waivers, ACeilingIsANumberThatTheMetricCanHave) {
  for (const char* ceiling : {"-1", "1.5", "\"5 kB\"", "1e3", "9223372036854775808", "null", "true"})
    EXPECT_THAT(error_of({replaced(record("b", "peak_bytes"), "5000", ceiling)}).what, HasSubstr("ceiling"))
        << ceiling;
  EXPECT_EQ(parse({replaced(record("b", "peak_bytes"), "5000", "\"5 KiB\"")})->waivers[0].ceiling, 5120);
  // What is retained by a region may be less than nothing.
  EXPECT_TRUE(parse({replaced(record("b", "retained_bytes"), "5000", "-1")}));
}

TEST(Waivers, AReasonIsALineThatCanBeShown) {
  for (const char* reason : {"", "   ", R"(two\nlines)", R"(\u001b[31mred)", R"(nul\u0000)", R"(\u007f)"})
    EXPECT_THAT(error_of({replaced(record("b", "peak_bytes"), "moves out in 2.4", reason)}).what,
                HasSubstr("waivers[0].reason: "))
        << reason;
  EXPECT_THAT(error_of({replaced(record("b", "peak_bytes"), "#17", "")}).what,
              HasSubstr("waivers[0].issue: empty"));
  EXPECT_THAT(
      error_of({replaced(record("b", "peak_bytes"), "moves out in 2.4", std::string(1001, 'x'))}).what,
      HasSubstr("1001 bytes long, expected at most 1000"));
  EXPECT_TRUE(parse({replaced(record("b", "peak_bytes"), "moves out in 2.4", "größer, vorläufig")}));
}

TEST(Waivers, AProfileIsTheNameOfAFolder) {
  EXPECT_THAT(error_of({record("b", "peak_bytes", R"(, "profile": "../x")")}).what,
              HasSubstr("waivers[0].profile: "));
}

TEST(Waivers, RecordsOutOfOrderAreRefused) {
  const Error error = error_of({record("b", "peak_bytes"), record("a/one", "peak_bytes")});
  EXPECT_EQ(
      error.what,
      "waivers.json:3: waivers[1].scenario: \"a/one\", \"peak_bytes\" stands behind \"b\", \"peak_bytes\"");
  EXPECT_EQ(error.hint, "records are sorted by scenario, metric, profile and probe");
  error_of({record("b", "peak_bytes"), record("b", "allocations")});
  error_of(
      {record("b", "peak_bytes", R"(, "profile": "q")"), record("b", "peak_bytes", R"(, "profile": "p")")});
}

TEST(Waivers, TwoForOneNumberAreRefused) {
  const std::string both = record("a/one", "peak_bytes");
  const std::string massif = record("a/one", "peak_bytes", R"(, "probe": "massif")");
  const std::string counting = record("a/one", "peak_bytes", R"(, "probe": "counting")");
  const std::string on_p = record("a/one", "peak_bytes", R"(, "profile": "p")");
  const std::string on_p_massif = record("a/one", "peak_bytes", R"(, "profile": "p", "probe": "massif")");
  const std::string on_p_counting = record("a/one", "peak_bytes", R"(, "profile": "p", "probe": "counting")");
  const std::string on_q = record("a/one", "peak_bytes", R"(, "profile": "q")");
  for (const std::vector<std::string>& two : std::vector<std::vector<std::string>>{{both, both},
                                                                                   {both, massif},
                                                                                   {both, on_p},
                                                                                   {both, on_p_massif},
                                                                                   {massif, on_p},
                                                                                   {massif, on_p_massif},
                                                                                   {on_p, on_p},
                                                                                   {on_p, on_p_massif},
                                                                                   {massif, massif}}) {
    const Error error = error_of(two);
    EXPECT_EQ(error.what,
              "waivers.json:3: waivers[1].metric: a record before covers peak_bytes of \"a/one\" already");
    EXPECT_EQ(error.hint, "keep one; two for one metric must differ in \"profile\", or in \"probe\"");
  }
  EXPECT_TRUE(parse({counting, massif}));
  EXPECT_TRUE(parse({counting, on_p_massif}));
  EXPECT_TRUE(parse({on_p_counting, on_p_massif, on_q}));
  EXPECT_TRUE(parse({both, record("a/one", "retained_bytes"), record("a/two", "peak_bytes")}));
}

TEST(Waivers, AnotherSchemaIsTwoDifferentErrors) {
  EXPECT_THAT(parse_waivers(R"({"schema": 2, "waivers": []})", "w", manifest()).error().what,
              HasSubstr("too new"));
  EXPECT_THAT(parse_waivers(R"({"schema": 0, "waivers": []})", "w", manifest()).error().what,
              HasSubstr("too old"));
}

TEST(Waivers, WhatIsNoFileOfWaiversIsAnErrorNotNone) {
  for (const char* text :
       {"", "null", "[]", "{}", "{\"schema\": 1, \"waivers\": {}}", "{\"schema\": 1, \"waivers\": [1]}",
        "{\"schema\": 1, \"waivers\": []", "\xff\xfe", "{\"schema\": 1, \"waivers\": [], \"waivers\": []}"}) {
    const Expected<Waivers> waivers = parse_waivers(text, "w", manifest());
    ASSERT_FALSE(waivers) << text;
    EXPECT_EQ(waivers.error().status, ExitStatus::kUsage);
  }
}

TEST(Waivers, OneHoldsThroughItsLastDay) {
  Waiver waiver;
  waiver.expires = "2027-01-31";
  const std::int64_t last_day = *parse_date("2027-01-31");
  EXPECT_FALSE(is_expired(waiver, last_day + 86399));
  EXPECT_TRUE(is_expired(waiver, last_day + 86400));
  EXPECT_EQ(days_left(waiver, last_day + 86399), 1);
  EXPECT_EQ(days_left(waiver, last_day + 86400), 0);
  EXPECT_EQ(days_left(waiver, last_day - 86400), 2);  // yesterday and today
}

TEST(Waivers, OneWithoutADateHasExpired) {
  EXPECT_TRUE(is_expired(Waiver{}, 0));
}

TEST(Waivers, OneCoversWhatItDoesNotRestrict) {
  Waiver waiver;
  EXPECT_TRUE(covers(waiver, "p", "massif"));
  waiver.probe = "counting";
  EXPECT_FALSE(covers(waiver, "p", "massif"));
  waiver.probe = "massif";
  waiver.profile = "q";
  EXPECT_FALSE(covers(waiver, "p", "massif"));
  EXPECT_TRUE(covers(waiver, "q", "massif"));
}

TEST(Waivers, ThoseOfAScenarioAreNotThoseOfItsFamily) {
  Manifest with_prefix = manifest();
  with_prefix.scenarios.push_back(with_prefix.scenarios[0]);
  with_prefix.scenarios.back().name = "a";
  const Waivers waivers = *parse_waivers(
      file_of({record("a", "peak_bytes"), record("a/one", "allocations"), record("a/one", "peak_bytes")}),
      "w", with_prefix);
  EXPECT_EQ(waivers_of(waivers, "a").size(), 1u);
  EXPECT_EQ(waivers_of(waivers, "a/one").size(), 2u);
  EXPECT_EQ(waivers_of(waivers, "b").size(), 0u);
}

// The file, where it lies and where the manifest says.
class WaiversFile : public testing::Test {
 protected:
  WaiversFile() {
    manifest_ = manifest();
    manifest_.path = folder_.path() + "/highwater.json";
    manifest_.baselines = folder_.path() + "/baselines";
  }
  void write(const std::string& path, const std::vector<std::string>& records) {
    ASSERT_TRUE(write_file(path, file_of(records)));
  }
  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-waivers-test");
  Manifest manifest_;
};

TEST_F(WaiversFile, NeedsNotBeThere) {
  const Expected<Waivers> waivers = load_waivers(manifest_);
  ASSERT_TRUE(waivers);
  EXPECT_TRUE(waivers->waivers.empty());
  EXPECT_EQ(waivers->path, folder_.path() + "/waivers.json");
}

TEST_F(WaiversFile, StandsBesideTheBaselines) {
  write(folder_.path() + "/waivers.json", {record("b", "peak_bytes")});
  EXPECT_EQ(load_waivers(manifest_)->waivers.size(), 1u);
  manifest_.baselines += "/";
  EXPECT_EQ(load_waivers(manifest_)->waivers.size(), 1u);
}

TEST_F(WaiversFile, ThatTheManifestNamesMustBeThere) {
  manifest_.waivers = folder_.path() + "/accepted/known.json";
  const Expected<Waivers> none = load_waivers(manifest_);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().status, ExitStatus::kUsage);
  EXPECT_THAT(none.error().what, HasSubstr("accepted/known.json: there is no such file, which "));
  write(*manifest_.waivers, {record("b", "peak_bytes")});
  EXPECT_EQ(load_waivers(manifest_)->path, *manifest_.waivers);
}

TEST_F(WaiversFile, MayBeASymbolicLinkButNotADanglingOne) {
  write(folder_.path() + "/elsewhere.json", {record("b", "peak_bytes")});
  std::filesystem::create_symlink("elsewhere.json", folder_.path() + "/waivers.json");
  EXPECT_EQ(load_waivers(manifest_)->waivers.size(), 1u);
  std::filesystem::remove(folder_.path() + "/elsewhere.json");
  ASSERT_FALSE(load_waivers(manifest_));
  EXPECT_EQ(load_waivers(manifest_).error().status, ExitStatus::kUsage);
}

TEST_F(WaiversFile, ThatIsAFolderOrCannotBeReadIsAnError) {
  const std::string path = folder_.path() + "/waivers.json";
  std::filesystem::create_directory(path);
  ASSERT_FALSE(load_waivers(manifest_));
  EXPECT_THAT(load_waivers(manifest_).error().what, HasSubstr(path));
  std::filesystem::remove(path);
  write(path, {});
  ASSERT_EQ(::chmod(path.c_str(), 0), 0);
  if (::geteuid() == 0) return;  // whom nothing is forbidden
  ASSERT_FALSE(load_waivers(manifest_));
  EXPECT_THAT(load_waivers(manifest_).error().what, HasSubstr("ermission"));
}

// Order and overlaps cost one pass, also where all are of one scenario and metric.
TEST_F(WaiversFile, OfManyIsReadInOnePass) {
  std::vector<std::string> records;
  for (int i = 0; i < 20000; ++i)
    records.push_back(
        record("a/one", "peak_bytes", R"(, "profile": "p)" + std::to_string(100000 + i) + "\""));
  write(folder_.path() + "/waivers.json", records);
  const Expected<Waivers> waivers = load_waivers(manifest_);
  ASSERT_TRUE(waivers) << waivers.error().what;
  EXPECT_EQ(waivers->waivers.size(), 20000u);
}

TEST(Waivers, EveryTruncationIsAnError) {
  const std::string text = file_of({record("a/one", "peak_bytes"), record("b", "allocations")});
  ASSERT_TRUE(parse_waivers(text, "waivers.json", manifest()));
  for (std::size_t length = 0; length + 2 < text.size(); ++length)
    EXPECT_FALSE(parse_waivers(text.substr(0, length), "waivers.json", manifest())) << length;
}

}  // namespace
}  // namespace highwater
