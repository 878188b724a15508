// SPDX-License-Identifier: Apache-2.0
// The hash by which the HTML report's policy allows its script, under openssl.
#include <gtest/gtest.h>

#include "report/html/page.h"
#include "tests/report/reader.h"

namespace highwater {
namespace {

// Base64 of what openssl says of the text.
std::string hash_of(const std::string& text) {
  const Opinion opinion = ask({"sh", "-c", "openssl dgst -sha256 -binary \"$0\" | base64"}, text, "openssl");
  EXPECT_EQ(opinion.code, 0) << opinion.err;
  return opinion.out.substr(0, opinion.out.find('\n'));
}

TEST(HtmlPolicy, TheHashIsTheScripts) {
  EXPECT_EQ(hash_of(kHtmlScript), kHtmlScriptHash);
}

// The check can fail.
TEST(HtmlPolicy, AnotherScriptHasAnotherHash) {
  EXPECT_NE(hash_of(std::string(kHtmlScript) + " "), kHtmlScriptHash);
}

}  // namespace
}  // namespace highwater
