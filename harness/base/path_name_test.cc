// SPDX-License-Identifier: Apache-2.0
#include "base/path_name.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(PathName, NamesOfScenariosAndProfilesAreValid) {
  for (const char* name :
       {"a", "batch_download/trimmed", "a/b/c-2.5", "linux-x86_64-gnu12-release", "_/9", "x.jsonl"})
    EXPECT_EQ(path_name_problem(name, Segments::kMany), "") << name;
  EXPECT_EQ(path_name_problem("linux-x86_64-gnu12-release", Segments::kOne), "");
}

TEST(PathName, EveryWayOutOfTheFolderIsRefused) {
  const struct {
    std::string name;
    const char* problem;
  } cases[] = {
      {"", "a name cannot be empty"},
      {"/a", "\"/a\" is no valid name: a segment of it is empty"},
      {"a/", "\"a/\" is no valid name: a segment of it is empty"},
      {"a//b", "\"a//b\" is no valid name: a segment of it is empty"},
      {"..", "\"..\" is no valid name: it contains '..'"},
      {"a/../b", "\"a/../b\" is no valid name: it contains '..'"},
      {"a..b", "\"a..b\" is no valid name: it contains '..'"},
      {".", "\".\" is no valid name: a segment of it begins with '.'"},
      {"a/.git", "\"a/.git\" is no valid name: a segment of it begins with '.'"},
      {"--all", "\"--all\" is no valid name: a segment of it begins with '-', as a flag does"},
      {"a b", "\"a b\" is no valid name: allowed are letters, digits, '_', '.' and '-'"},
      {"\xc3\xa4", "\"\xc3\xa4\" is no valid name: allowed are letters, digits, '_', '.' and '-'"},
      {std::string("a\0b", 3), "\"a\\x00b\" is no valid name: allowed are letters, digits, '_', '.' and '-'"},
      {"a\n", "\"a\\x0a\" is no valid name: allowed are letters, digits, '_', '.' and '-'"},
      {"a.json/b", "\"a.json/b\" is no valid name: a segment of it ends in '.json'"},
  };
  for (const auto& c : cases) EXPECT_EQ(path_name_problem(c.name, Segments::kMany), c.problem);
  EXPECT_EQ(path_name_problem("a/b", Segments::kOne), "\"a/b\" is no valid name: it contains '/'");
  EXPECT_EQ(path_name_problem(std::string(200, 'x'), Segments::kOne), "");
  EXPECT_NE(path_name_problem(std::string(201, 'x'), Segments::kOne), "");
}

}  // namespace
}  // namespace highwater
