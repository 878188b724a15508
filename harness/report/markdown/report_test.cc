// SPDX-License-Identifier: Apache-2.0
#include "report/markdown/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/check_example.h"
#include "report/markdown/escape.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
    ++found;
  return found;
}

TEST(Markdown, AGreenCheckIsALineAndATable) {
  CheckReport report;
  report.outcomes = {example_outcome("a/b", 2048, 2048, Verdict::kPass)};
  EXPECT_EQ(render_markdown(report, {}),
            "## ✅ Memory: the check passes\n"
            "\n"
            "1 ok on <code>linux-x86_64-gnu12-release</code>\n"
            "\n"
            "| verdict | scenario | probe | peak | retained | allocations | peak vs baseline |\n"
            "|:--|:--|:--|--:|--:|--:|--:|\n"
            "| ok | <code>a/b</code> | counting | 2.00 KiB | 2.00 KiB | 7 | +0.0 % |\n");
}

TEST(Markdown, ARegressionFoldsItsSitesAndSaysHowToAcceptIt) {
  CheckReport report;
  report.outcomes = {example_regression()};
  EXPECT_EQ(render_markdown(report, {.improvements = Improvements::kReport,
                                     .update_command = "highwater update --manifest m.json",
                                     .size_limit = kGithubCommentLimit}),
            R"(## ❌ Memory: 1 of 1 checks fail

1 regression on <code>linux-x86_64-gnu12-release</code>

| verdict | scenario | probe | peak | retained | allocations | peak vs baseline |
|:--|:--|:--|--:|--:|--:|--:|
| ❌ **regression** | <code>batch_download/trimmed</code> | counting | 12.00 KiB | 2.00 KiB | 7 | +50.0 % |

### <code>batch_download/trimmed</code> (counting, region &#34;download&#34;)

- peak 12.00 KiB, baseline 8.00 KiB, +4.00 KiB (+50.0 %), limit 9.00 KiB

<details><summary>peak +4.00 KiB by call site: +5.00 KiB grew <code>ByteBuffer::grow &lt;- …</code></summary>

| difference | | call site | place |
|--:|:--|:--|:--|
| +5.00 KiB | grew | <code>ByteBuffer::grow &lt;- fetch_image &lt;- download_batch &lt;- main</code> | <code>growing_buffer.cc:31</code> |
| -1.00 KiB | shrank | <code>Index::load</code> |  |
| +0 B | | &#91;unattributed&#93; | |
| **+4.00 KiB** | | **TOTAL** | |

Hint: ByteBuffer:&#8203;:&#8203;grow doubles: create the buffer in its final size

</details>

To accept:

```sh
highwater update --manifest m.json batch_download/trimmed --reason "…"
```
)");
}

TEST(Markdown, FailuresComeFirstAndTheRestIsFolded) {
  const std::string text = render_markdown(example_report(), {});
  EXPECT_THAT(
      text,
      StartsWith("## ❌ Memory: 4 of 6 checks fail\n\n1 improvement, 1 no baseline, 1 not compared, 1 ok, 2 "
                 "regression, 1 scenario failed, 1 of the whole suite"));
  EXPECT_LT(text.find("a/crash"), text.find("a/same"));
  EXPECT_THAT(text, HasSubstr("<details><summary>3 other checks</summary>\n\n| verdict"));
  EXPECT_THAT(text, HasSubstr("### <code>batch_download/trimmed</code> (counting and massif"));
  EXPECT_EQ(count(text, "peak +4.00 KiB by call site"), 1) << "both probes came to the same";
  EXPECT_THAT(text, HasSubstr("```text\n      | loading\n      | segmentation <fault>\n```\n"));
  EXPECT_THAT(text, HasSubstr("### baselines/gone.json: no such scenario\n\nHint: delete it\n"));
  EXPECT_EQ(count(text, "<details>"), count(text, "</details>"));
}

TEST(Markdown, AnImprovementFailsOnlyWhenStrict) {
  CheckReport report;
  report.outcomes = {example_outcome("a/better", 8192, 1024, Verdict::kImprovement)};
  EXPECT_THAT(render_markdown(report, {}), StartsWith("## ✅ Memory: the check passes\n\n1 improvement on"));
  MarkdownOptions strict;
  strict.improvements = Improvements::kFail;
  EXPECT_THAT(render_markdown(report, strict),
              StartsWith("## ❌ Memory: 1 of 1 checks fail\n\n1 improvement on"));
}

TEST(Markdown, APassIsNeverVacuous) {
  EXPECT_THAT(render_markdown({}, {}), StartsWith("## ❌ Memory: nothing was checked\n"));
  CheckReport report;
  report.outcomes = {example_report().outcomes.back()};
  EXPECT_THAT(render_markdown(report, {}), StartsWith("## Memory: measured, and held to no baseline\n"));
}

TEST(Markdown, SeveralPlatformsAreAColumn) {
  CheckReport report;
  report.outcomes = {example_outcome("a/b", 1, 1, Verdict::kPass),
                     example_outcome("a/b", 1, 1, Verdict::kPass)};
  report.outcomes[1].measurement->context.profile = "linux-aarch64-gnu12-release";
  const std::string text = render_markdown(report, {});
  EXPECT_THAT(text, HasSubstr("| verdict | scenario | platform | probe |"));
  EXPECT_THAT(text, HasSubstr("| <code>a/b</code> | <code>linux-aarch64-gnu12-release</code> | counting |"));
}

TEST(Markdown, NoNameChangesTheStructure) {
  const std::string text = render_markdown(hostile_report(), {});
  // Outside of the fenced blocks nothing of the name is left that means anything.
  std::string outside;
  bool fenced = false;
  std::size_t fences = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string line = text.substr(start, end - start);
    const bool fence = line.rfind("```", 0) == 0;
    if (fence) {
      fenced = !fenced;
      ++fences;
      EXPECT_GT(line.find_first_not_of('`'), 2u);
    } else if (!fenced) {
      outside += line + "\n";
    }
    start = end + 1;
  }
  EXPECT_FALSE(fenced);
  EXPECT_EQ(fences % 2, 0u);
  EXPECT_GE(fences, 4u);
  for (const char* never :
       {"`", "<script", "@octocat", "]]>", "\x1b", "\xff", "](http", "www.x", "$x", "~~", "<!--", "**b"})
    EXPECT_THAT(outside, Not(HasSubstr(never))) << never;
  // Every row has the cells that its table has; the folded parts end where they should.
  EXPECT_EQ(count(outside, "<details>"), count(outside, "</details>"));
}

TEST(Markdown, NoLineOfAProgramsIsACommandToACiSystem) {
  EXPECT_FALSE(has_command(render_markdown(hostile_report(), {})));
}

// Rows of one table have one number of pipes.
TEST(Markdown, NoNameAddsACell) {
  const std::string text = render_markdown(hostile_report(), {});
  int rows = 0;
  for (std::size_t at = text.find("\n| ❌ **regression**"); at != std::string::npos;
       at = text.find("\n| ❌ **regression**", at + 1)) {
    const std::string line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    EXPECT_EQ(count(line, "|"), 8) << line;
    ++rows;
  }
  EXPECT_EQ(rows, 2);
}

TEST(Markdown, IsAsShortAsAskedForAndSaysWhatIsMissing) {
  CheckReport report;
  for (int i = 0; i < 300; ++i) {
    report.outcomes.push_back(example_regression());
    report.outcomes.back().scenario = "family/failing_" + std::to_string(i);
    report.outcomes.push_back(example_outcome("family/passing_" + std::to_string(i), 1, 1, Verdict::kPass));
  }
  for (const std::size_t limit :
       {std::size_t{1024}, std::size_t{2000}, std::size_t{20'000}, kGithubCommentLimit}) {
    MarkdownOptions options;
    options.size_limit = limit;
    const std::string text = render_markdown(report, options);
    EXPECT_LE(text.size(), limit);
    const int rows = count(text, "| ❌ **regression**");
    const int sections = count(text, "\n### ");
    const int passes = count(text, "\n| ok |");
    EXPECT_GT(rows, 0) << limit;
    std::string expected = "\n_Left out to keep this short enough: ";
    if (rows < 300) expected += std::to_string(300 - rows) + " rows of failing checks, ";
    if (sections < 300) expected += std::to_string(300 - sections) + " explanations of failing checks";
    if (passes < 300) expected += ", " + std::to_string(300 - passes) + " rows of other checks";
    EXPECT_THAT(text, testing::EndsWith(expected + "._\n")) << limit;
    EXPECT_EQ(count(text, "<details>"), count(text, "</details>")) << limit;
    EXPECT_EQ(count(text, "```sh"), sections) << limit;
  }
  MarkdownOptions summary;
  summary.size_limit = kGithubSummaryLimit;
  EXPECT_THAT(render_markdown(report, summary), Not(HasSubstr("Left out")));
}

TEST(MarkdownEscape, NothingCallsAnybody) {
  EXPECT_EQ(markdown_text("ask @me, #1 or :smile:"), "ask &#64;&#8203;me, &#35;&#8203;1 or :&#8203;smile:");
  EXPECT_EQ(markdown_code("www.a.b/c"), "<code>www&#46;a.b/c</code>");
  EXPECT_EQ(markdown_code("a\nb"), "<code>a&#92;x0ab</code>");
}

TEST(MarkdownEscape, AFenceIsLongerThanWhatItHolds) {
  EXPECT_EQ(markdown_block("x", "sh"), "```sh\nx\n```\n");
  EXPECT_EQ(markdown_block("a ``` b\n````\n", "text"), "`````text\na ``` b\n````\n`````\n");
}

}  // namespace
}  // namespace highwater
