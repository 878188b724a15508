// SPDX-License-Identifier: Apache-2.0
// Markdown reports under cmark-gfm, the reader that GitHub's is made of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/check_example.h"
#include "report/markdown/report.h"
#include "tests/report/reader.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string html_of(const std::string& markdown) {
  const Opinion opinion = ask({"cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e",
                               "strikethrough", "-e", "tagfilter", "-e", "tasklist"},
                              markdown, "cmark-gfm");
  EXPECT_EQ(opinion.code, 0) << opinion.err;
  return opinion.out;
}

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// How many of each element there are: the structure without the text.
std::string structure_of(const std::string& html) {
  std::string structure;
  for (const char* tag : {"<h1",  "<h2",         "<h3",      "<table",    "<tr",      "<th ",  "<th>",
                          "<td ", "<td>",        "<details", "</details", "<summary", "<code", "<pre",
                          "<ul",  "<li",         "<a ",      "<img",      "<script",  "<em",   "<strong",
                          "<del", "<blockquote", "<hr",      "<input",    "<!--",     "<p>",   "<br"})
    structure += std::string(tag) + " " + std::to_string(count(html, tag)) + "\n";
  return structure;
}

TEST(MarkdownByCmark, IsReadAsItIsMeant) {
  const std::string html = html_of(render_markdown(example_report(), {}));
  EXPECT_THAT(html, HasSubstr("<h2>❌ Memory: 4 of 6 checks fail</h2>"));
  EXPECT_THAT(html, HasSubstr("<td align=\"left\"><code>batch_download/trimmed</code></td>"));
  EXPECT_THAT(html, HasSubstr("<summary>peak +4.00 KiB by call site: +5.00 KiB grew "
                              "<code>ByteBuffer::grow &lt;- …</code></summary>"));
  EXPECT_THAT(html,
              HasSubstr("<code>ByteBuffer::grow &lt;- fetch_image &lt;- download_batch &lt;- main</code>"));
  EXPECT_THAT(html, HasSubstr("<pre><code class=\"language-sh\">highwater update batch_download/trimmed "
                              "--reason &quot;…&quot;\n</code></pre>"));
  // A row of a table has the cells of its head: what has too many, cmark cuts.
  EXPECT_EQ(count(html, "<tr>"), 1 + 4 + 1 + 4 + 1 + 3);
  EXPECT_EQ(count(html, "<td"), 7 * 4 + 4 * 4 + 7 * 3);
}

// The same report with harmless names in every place has the same elements.
TEST(MarkdownByCmark, NoNameChangesTheStructure) {
  CheckReport harmless = hostile_report();
  CheckReport hostile = hostile_report();
  constexpr const char* kHarmless = "harmless";
  for (CheckOutcome& outcome : harmless.outcomes) {
    outcome.scenario = kHarmless;
    outcome.output = kHarmless;
    outcome.notes = {kHarmless};
    if (outcome.error) outcome.error = Error{outcome.error->status, kHarmless, kHarmless};
    if (outcome.comparison) outcome.comparison->region = kHarmless;
    if (outcome.measurement) {
      outcome.measurement->context.profile = kHarmless;
      outcome.measurement->warnings = {kHarmless};
    }
    for (Explanation& explanation : outcome.explanations) {
      explanation.hints = {kHarmless};
      for (SiteDifference& site : explanation.sites) {
        site.chain = {kHarmless, kHarmless};
        site.file = kHarmless;
      }
    }
  }
  harmless.errors = {{ExitStatus::kBaseline, kHarmless, kHarmless}};
  EXPECT_EQ(structure_of(html_of(render_markdown(hostile, {}))),
            structure_of(html_of(render_markdown(harmless, {}))));
}

TEST(MarkdownByCmark, TheNameIsShownAsItIs) {
  const std::string html = html_of(render_markdown(hostile_report(), {}));
  EXPECT_THAT(html,
              HasSubstr("<code>a|b`c``d&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;&quot;'@octocat #1 "
                        "]]&gt;&lt;!--\\x0a## x\\x0d\\x0a::error::y%0A,z:\\x1b[31m"));
  EXPECT_THAT(html, Not(HasSubstr("<a href")));
}

// The check above can fail.
TEST(MarkdownByCmark, ARawNameWouldChangeTheStructure) {
  const std::string table = "| a |\n|:--|\n";
  const std::string harmless = structure_of(html_of(table + "| harmless |\n"));
  for (const char* raw : {"www.example.com", "*a*", "~~a~~", "![i](x)", "<details>", "<!-- -->", "`a`"})
    EXPECT_NE(structure_of(html_of(table + "| " + raw + " |\n")), harmless) << raw;
  EXPECT_THAT(html_of(table + "| harmless | lost |\n"), Not(HasSubstr("lost")));
}

}  // namespace
}  // namespace highwater
