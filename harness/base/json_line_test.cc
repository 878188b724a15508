// SPDX-License-Identifier: Apache-2.0
#include "base/json_line.h"

#include <gtest/gtest.h>

#include "base/json_reader.h"

namespace highwater {
namespace {

constexpr char kText[] =
    "{\n"                               // 1
    "  \"a\": {\"b\": 1,\n"             // 2
    "    \"list\": [\n"                 // 3
    "      {\"x\": 1},\n"               // 4
    "      [1, 2,\n"                    // 5
    "       \"text\"],\n"               // 6
    "      {\n"                         // 7
    "        \"x\": 2}]},\n"            // 8
    "  \"ab\": {\"list\": [{}, {}]}\n"  // 9
    "}\n";

TEST(JsonLine, IsThatOfTheKeyOrTheListsItem) {
  EXPECT_EQ(line_of_json_path(kText, "a"), 2);
  EXPECT_EQ(line_of_json_path(kText, "a.b"), 2);
  EXPECT_EQ(line_of_json_path(kText, "a.list"), 3);
  EXPECT_EQ(line_of_json_path(kText, "a.list[0].x"), 4);
  EXPECT_EQ(line_of_json_path(kText, "a.list[1]"), 5);
  EXPECT_EQ(line_of_json_path(kText, "a.list[1][2]"), 6);
  EXPECT_EQ(line_of_json_path(kText, "a.list[2]"), 7);
  EXPECT_EQ(line_of_json_path(kText, "a.list[2].x"), 8);
  EXPECT_EQ(line_of_json_path(kText, "ab.list[1]"), 9);
}

TEST(JsonLine, APathThatIsNotThereHasNone) {
  for (const char* path : {"", "b", "a.list[3]", "a.list[0].y", "a.li", "ab.b", "a.list[1][0]"})
    EXPECT_EQ(line_of_json_path(kText, path), std::nullopt) << path;
}

TEST(JsonLine, AComplaintHasItAndForAnAbsentKeyThatOfItsObject) {
  const JsonDocument document = *parse_json(kText, "x.json");
  const JsonObject a = *JsonObject::root(document)->object("a");
  const std::vector<JsonObject> items = *JsonObject::root(document)->object("ab")->objects("list");
  EXPECT_EQ(a.text("b").error().what, "x.json:2: a.b: expected a string, found number");
  EXPECT_EQ(items[1].text("y").error().what, "x.json:9: ab.list[1].y: missing, expected a string");
  EXPECT_EQ(JsonObject::root(document)->text("y").error().what, "x.json:1: y: missing, expected a string");
}

TEST(JsonLine, AKeyThatOccursTwiceAmongManyIsFound) {
  std::string text = "{\"list\": [1, {\n";
  for (int i = 0; i < 1000; ++i) text += "\"k" + std::to_string(i) + "\": 1,\n";
  EXPECT_EQ(parse_json(text + "\"k17\": 2}]}", "x.json").error().what,
            "x.json:1002: list[1].k17: the key occurs twice");
}

}  // namespace
}  // namespace highwater
