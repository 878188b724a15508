// SPDX-License-Identifier: Apache-2.0
#include "report/text/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::HasSubstr;

SiteDifference row(SiteChange change, std::int64_t before, std::int64_t now, const std::string& calls,
                   const std::string& file = "", int line = 0) {
  SiteDifference site;
  site.change = change;
  site.before = before;
  site.now = now;
  site.chain = chain_from_text(calls);
  site.file = file;
  site.line = line;
  return site;
}

Explanation example() {
  Explanation explanation;
  explanation.metric = Metric::kPeakBytes;
  explanation.before = 1000000;
  explanation.now = 5000000;
  explanation.sites = {
      row(SiteChange::kGrew, 0, 4096000, "net::Buffer::grow <- net::fetch <- main", "/src/net/buffer.cc", 31),
      row(SiteChange::kGone, 100000, 0, "old <- main", "old.cc")};
  explanation.others = 4000;
  return explanation;
}

std::string rendered(const std::vector<Explanation>& explanations) {
  return render_explanations(explanations, {.color = false, .source_root = "/src"});
}

TEST(TextExplanation, RowsLineUpAndEndWithTheirTotal) {
  EXPECT_EQ(rendered({example()}),
            "         +3.91 MiB  grew    Buffer::grow <- net::fetch <- main  net/buffer.cc:31\n"
            "        -97.66 KiB  gone    old <- main                         old.cc\n"
            "         +3.91 KiB          [what the baseline does not list]\n"
            "                    [unattributed] +0 B      TOTAL +3.81 MiB\n");
}

TEST(TextExplanation, FilesOutsideTheProjectAreShownByName) {
  Explanation explanation = example();
  explanation.sites[0].file = "/srcery/buffer.cc";
  EXPECT_THAT(rendered({explanation}), HasSubstr("  buffer.cc:31\n"));
}

TEST(TextExplanation, ARenamedSiteSaysWhatItWas) {
  Explanation explanation = example();
  explanation.sites[0].chain_before = chain_from_text("net::Buffer::grow <- net::load <- main");
  EXPECT_THAT(rendered({explanation}),
              HasSubstr("\n                            was … <- net::load <- main\n"));
  explanation.sites[0].chain_before = chain_from_text("net::Bytes::grow <- net::fetch <- main");
  EXPECT_THAT(rendered({explanation}), HasSubstr("was Bytes::grow <- net::fetch <- main\n"));
}

TEST(TextExplanation, TheRestIsOneRowSoThatAllAddUp) {
  Explanation explanation = example();
  explanation.others = 0;
  explanation.sites.clear();
  for (int i = 0; i < 9; ++i)
    explanation.sites.push_back(row(SiteChange::kNew, 0, 100, "f" + std::to_string(i)));
  EXPECT_THAT(rendered({explanation}),
              HasSubstr("            +400 B          [4 more, and what the baseline does not list]\n"));
}

TEST(TextExplanation, LaterMetricsAreShorterAndNamed) {
  Explanation later = example();
  later.metric = Metric::kRetainedBytes;
  later.iterations = 10;
  const std::string text = rendered({example(), later});
  EXPECT_THAT(text, HasSubstr("      retained +3.81 MiB, +390.62 KiB an iteration:\n"));
}

TEST(TextExplanation, OneHintIsSaidOnceAndWrapped) {
  Explanation explanation = example();
  explanation.hints = {std::string(60, 'a') + " " + std::string(60, 'b')};
  EXPECT_THAT(rendered({explanation, explanation}),
              testing::EndsWith("      hint: " + std::string(60, 'a') + "\n            " +
                                std::string(60, 'b') + "\n"));
}

TEST(TextExplanation, AnotherRunIsNamed) {
  Explanation explanation = example();
  explanation.other_run = -16;
  EXPECT_THAT(rendered({explanation}), HasSubstr("[another run] -16 B"));
}

TEST(TextExplanation, NamesFromOutsideAreShownNotObeyed) {
  Explanation explanation = example();
  explanation.sites[0].chain = {"evil\033[2J", "g##[add-mask]x", "main\n"};
  explanation.sites[0].file = "/src/\033]0;x\007.cc";
  const std::string text = rendered({explanation});
  EXPECT_EQ(text.find('\033'), std::string::npos);
  EXPECT_THAT(text, HasSubstr("evil\\x1b[2J"));
  EXPECT_EQ(text.find("##["), std::string::npos);
}

}  // namespace
}  // namespace highwater
