// SPDX-License-Identifier: Apache-2.0
#include "report/html/escape.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(HtmlEscape, MarkupBecomesText) {
  EXPECT_EQ(html_escape("<img src=x onerror=\"alert('1')\">&amp;"),
            "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;");
  EXPECT_EQ(html_escape("f(int, double)"), "f(int, double)");
}

TEST(HtmlEscape, ControlCharactersAreShown) {
  EXPECT_EQ(html_escape(std::string_view("a\033[31m\0b\x7f\r", 10)), "a\\x1b[31m\\x00b\\x7f\\x0d");
  EXPECT_EQ(html_escape("a\n\tb"), "a\n\tb");
}

TEST(HtmlEscape, NoLineBeginsWithACommand) {
  EXPECT_EQ(html_escape("a\n::x\n \t::y\n:z\na::b\n"), "a\n&#58;:x\n \t&#58;:y\n:z\na::b\n");
}

TEST(HtmlEscape, WhatTurnsTheTextAroundIsShown) {
  EXPECT_EQ(html_escape("a\u202eb\u2066\u200b\ufeff\u0085"), "a\\u{202e}b\\u{2066}\\u{200b}\\u{feff}\\u{85}");
}

TEST(HtmlEscape, OtherAlphabetsStayAndBrokenBytesAreReplaced) {
  EXPECT_EQ(html_escape("größe 函数 🙂 …"), "größe 函数 🙂 …");
  EXPECT_EQ(html_escape("a\xff"
                        "b\xc3"),
            "a\ufffdb\ufffd");
  EXPECT_EQ(html_escape("\xc0\xbc"), "\ufffd\ufffd");            // an overlong "<"
  EXPECT_EQ(html_escape("\xed\xa0\x80"), "\ufffd\ufffd\ufffd");  // half a surrogate pair
  EXPECT_EQ(html_escape("\xf4\x90\x80\x80"), "\ufffd\ufffd\ufffd\ufffd");
}

TEST(HtmlEscape, IdsAreOneWordAndDifferentForDifferentTexts) {
  EXPECT_EQ(html_id("batch_download/trimmed@linux-x86_64"), "batch_download/trimmed@linux-x86_64");
  EXPECT_EQ(html_id("a b\"~"), "a~20b~22~7e");
  EXPECT_NE(html_id("a b"), html_id("a~20b"));
}

}  // namespace
}  // namespace highwater
