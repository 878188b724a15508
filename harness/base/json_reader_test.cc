// SPDX-License-Identifier: Apache-2.0
#include "base/json_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(JsonReader, SyntaxErrorsNameTheLine) {
  EXPECT_THAT(parse_json("{\n\"a\": 1,\n\"b\": }\n", "x.json").error().what,
              StartsWith("x.json:3: not valid JSON: "));
  EXPECT_EQ(parse_json(" \n", "x.json").error().what, "x.json:1: the file is empty, expected a JSON object");
  EXPECT_THAT(JsonObject::root(*parse_json("[1]", "x.json")).error().what, HasSubstr("found array"));
}

TEST(JsonReader, LettersAreUtf8) {
  EXPECT_TRUE(parse_json("{\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x8c\x8a\": 1}", "x.json"));
  const Expected<JsonDocument> latin = parse_json("{\n\"\xe4\": 1}", "x.json");
  ASSERT_FALSE(latin);
  EXPECT_EQ(latin.error().what, "x.json:2: not valid JSON: Invalid encoding in string.");
}

// Found by fuzzing: it was looked for the rest of the letter behind the text.
TEST(JsonReader, ATextThatEndsWithinALetterIsRefused) {
  for (const char* const begin :
       {"\xc3", "\xe2", "\xe2\x82", "\xf0", "\xf0\x9f", "\xf0\x9f\x8c", "\xf4i", "\xff"}) {
    const Expected<JsonDocument> cut = parse_json(std::string("{\"") + begin, "x.json");
    ASSERT_FALSE(cut) << begin;
    EXPECT_EQ(cut.error().what, "x.json:1: not valid JSON: Invalid encoding in string.");
  }
}

double number_in(const std::string& text) {
  return JsonObject::root(*parse_json("{\"a\": " + text + "}", "x.json"))->number("a").value();
}

// The first was found by fuzzing.
TEST(JsonReader, NumbersOfAnyLengthAreExact) {
  EXPECT_EQ(number_in("0." + std::string(100, '0')), 0);
  EXPECT_EQ(number_in("-0." + std::string(400, '0') + "1e401"), -1);
  EXPECT_EQ(number_in("0.1"), 0.1);
  EXPECT_EQ(number_in("1.7976931348623157e308"), std::numeric_limits<double>::max());
  EXPECT_EQ(number_in("18446744073709551616"), 18446744073709551616.0);
  EXPECT_EQ(number_in("-7E+2"), -700);
}

TEST(JsonReader, NumbersThatNoDoubleHoldsAreRefused) {
  for (const char* const text : {"1e999", "-1e999", "1e-999"})
    EXPECT_THAT(parse_json(std::string("{\n\"a\": ") + text + "}", "x.json").error().what,
                AllOf(StartsWith("x.json:2: not valid JSON: "), HasSubstr("too"), HasSubstr("double")))
        << text;
  for (const char* const text : {"01", "+1", "1.", ".5", "0x10", "NaN", "Infinity", "1e", "--1"})
    EXPECT_FALSE(parse_json(std::string("{\"a\": ") + text + "}", "x.json")) << text;
}

TEST(JsonReader, AKeyThatOccursTwiceIsRefused) {
  EXPECT_EQ(parse_json("{\"a\": {\n\"b\": 1,\n\"b\": 2}}", "x.json").error().what,
            "x.json:3: a.b: the key occurs twice");
  EXPECT_EQ(parse_json("{\"a\": [1, [{\n\"b\": 1,\n\"b\": 2}]]}", "x.json").error().what,
            "x.json:3: a[1][0].b: the key occurs twice");
}

TEST(JsonReader, AnUnknownKeySuggestsTheNearest) {
  const JsonDocument document = *parse_json("{\n\"tolerence\": 1}", "x.json");
  const Error error = JsonObject::root(document)->only({"name", "tolerance"}).error();
  EXPECT_EQ(error.what, "x.json:2: tolerence: unknown key");
  EXPECT_EQ(error.hint, "did you mean \"tolerance\"?");
}

TEST(JsonReader, WhatIsQuotedOfAFileHasABound) {
  const std::string key(2'000'000, 'k');
  const JsonDocument document = *parse_json("{\"" + key + "\": 1, \"a\": 2}", "x.json");
  const JsonObject root = *JsonObject::root(document);
  const Error error = root.only({"name", "tolerance"}).error();
  EXPECT_EQ(error.what, "x.json:1: " + key.substr(0, 100) + "…" + key.substr(0, 100) + ": unknown key");
  EXPECT_EQ(error.hint, "known keys: name, tolerance");
  EXPECT_LT(root.complain("a", "found \"" + key + "\"").value().what.size(), 1100u);
  EXPECT_LT(parse_json("{\"" + key + "\": 1, \"" + key + "\": 2}", "x.json").error().what.size(), 300u);
}

TEST(JsonReader, NumbersBeyondSixtyFourBitsAreRefused) {
  const JsonDocument document = *parse_json("{\"a\": 18446744073709551615, \"b\": 1.5}", "x.json");
  const JsonObject root = *JsonObject::root(document);
  EXPECT_EQ(root.integer("a").error().what,
            "x.json:1: a: expected an integer of at most 64 bits, found number");
  EXPECT_FALSE(root.integer("b"));
  EXPECT_EQ(parse_json("{\"c\": 1e999}", "x.json").error().what,
            "x.json:1: not valid JSON: Number too big to be stored in double.");
}

TEST(JsonReader, AFileNestedWithoutEndIsRefusedInLittleMemory) {
  const std::string text = std::string(200000, '[') + std::string(200000, ']');
  EXPECT_EQ(parse_json(text, "x.json").error().what, "x.json:1: nested deeper than 64 levels");
}

}  // namespace
}  // namespace highwater
