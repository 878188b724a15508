// SPDX-License-Identifier: Apache-2.0
// `highwater report`: results from anywhere as pages for people and files for CI servers. It measures
// nothing, and a regression is not its failure: that was the check's.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/output_path.h"
#include "compare/shards.h"
#include "gate/trend.h"
#include "report/ci/github_annotations.h"
#include "report/ci/junit.h"
#include "report/html/history.h"
#include "report/html/report.h"
#include "report/load_results.h"
#include "report/markdown/report.h"
#include "vcs/repository_root.h"

namespace highwater {
namespace {

constexpr std::size_t kMostErrors = 20;  // that are printed; a wrong folder may hold thousands

struct ReportFlags {
  std::vector<std::string> results;
  std::string html;
  std::string markdown;
  std::string junit;
  std::string annotations;
  std::string source_root;
  bool strict = false;
  bool keep_going = false;
  bool history = false;
  std::string markdown_for = "comment";
};

struct Output {
  const char* flag;
  std::string path;  // "-": stdout
  std::vector<std::string> pieces;
};

// Found out before thousands of results are read.
Expected<void> require_outputs(const ReportFlags& flags) {
  int to_stdout = flags.annotations.empty() ? 0 : 1;
  std::vector<std::string> paths;
  for (const auto& [flag, path] : {std::pair("--html", flags.html), std::pair("--markdown", flags.markdown),
                                   std::pair("--junit", flags.junit)}) {
    if (path.empty()) continue;
    if (path == "-")
      ++to_stdout;
    else if (std::find(paths.begin(), paths.end(), path) != paths.end())
      return fail(ExitStatus::kUsage, path + ": two reports would be written to it",
                  "give each a file of its own");
    paths.push_back(path);
    HIGHWATER_TRY_VOID(require_output(flag, path));
  }
  if (to_stdout > 1)
    return fail(ExitStatus::kUsage, "two reports would be written to standard output",
                "give one of them a file");
  if (paths.empty() && to_stdout == 0)
    return fail(ExitStatus::kUsage, "report: nothing to write",
                "choose with --html FILE, --markdown FILE, --junit FILE or --annotations github");
  return {};
}

ExitStatus complain(Session& session, const std::vector<Error>& unreadable, bool go_on) {
  for (std::size_t i = 0; i < std::min(unreadable.size(), kMostErrors); ++i) session.report(unreadable[i]);
  std::string what = fmt::format("{} of the files cannot be read as {}", unreadable.size(),
                                 unreadable.size() == 1 ? "a result" : "results");
  what += go_on ? "; the reports are made without them" : "; nothing was written";
  return session.report(
      {ExitStatus::kUsage, what, go_on ? "" : "--keep-going makes the reports from the others"});
}

std::vector<Output> render(const ReportFlags& flags, const CheckReport& report, HtmlReport& html,
                           Improvements improvements) {
  std::vector<Output> outputs;
  MarkdownOptions markdown;
  markdown.improvements = improvements;
  if (flags.markdown_for == "summary") markdown.size_limit = kGithubSummaryLimit;
  if (!flags.html.empty()) outputs.push_back({"--html", flags.html, html.take_page()});
  if (!flags.markdown.empty())
    outputs.push_back({"--markdown", flags.markdown, {render_markdown(report, markdown)}});
  if (!flags.junit.empty()) outputs.push_back({"--junit", flags.junit, {render_junit(report, improvements)}});
  const std::string root = flags.source_root.empty() ? repository_root(".") : flags.source_root;
  if (!flags.annotations.empty())
    outputs.push_back({"--annotations", "-", {render_annotations(report, improvements, root)}});
  return outputs;
}

ExitStatus write(Session& session, const std::vector<Output>& outputs) {
  std::vector<FileText> files;
  for (const Output& output : outputs)
    if (output.path != "-")
      files.push_back({.path = output.path, .pieces = {output.pieces.begin(), output.pieces.end()}});
  const Expected<void> written = write_files(files);
  if (!written) return session.report(written.error());
  ExitStatus status = ExitStatus::kOk;
  for (const Output& output : outputs)
    if (output.path == "-")
      for (const std::string& piece : output.pieces)
        status = worst(status, session.print(piece, ExitStatus::kOk));
  return status;
}

// What html_history() says of each scenario of the manifest's project.
Expected<std::map<std::string, std::string>> histories(Session& session, const ReportFlags& flags) {
  std::map<std::string, std::string> pages;
  if (!flags.history) return pages;
  HIGHWATER_TRY(const Manifest manifest, session.manifest());
  TrendQuery query;
  query.now = seconds_now();
  HIGHWATER_TRY(const TrendReport found, trend(session.runner(), manifest, query));
  for (const ScenarioTrend& scenario : found.trend.scenarios)
    pages[scenario.scenario] = html_history(scenario);
  return pages;
}

ExitStatus report(Session& session, const ReportFlags& flags) {
  if (const Expected<void> fits = require_outputs(flags); !fits) return session.report(fits.error());
  const Expected<std::vector<std::string>> files = find_result_files(flags.results);
  if (!files) return session.report(files.error());
  const Improvements improvements = flags.strict ? Improvements::kFail : Improvements::kReport;
  const Expected<std::map<std::string, std::string>> history = histories(session, flags);
  if (!history) return session.report(history.error());
  HtmlReport html(improvements, files->size());
  LoadedResults loaded = load_results(*files, [&](std::size_t place, const CheckOutcome& outcome) {
    if (flags.html.empty()) return;
    const auto page = history->find(outcome.scenario);
    html.add(place, outcome, page == history->end() ? std::string() : page->second);
  });
  ExitStatus status = ExitStatus::kOk;
  if (!loaded.unreadable.empty()) {
    const bool go_on = flags.keep_going && !loaded.report.outcomes.empty();
    status = complain(session, loaded.unreadable, go_on);
    if (!go_on) return status;
  }
  // What is not there cannot have passed: it is in every report, too.
  for (Error& missing : shard_problems(loaded.report.outcomes)) {
    status = worst(status, session.report(missing));
    loaded.report.errors.push_back(std::move(missing));
  }
  return worst(status, write(session, render(flags, loaded.report, html, improvements)));
}

}  // namespace

void add_report(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("report", "results as HTML, Markdown, JUnit");
  add_common(*command, session);
  add_manifest(*command, session);
  const auto flags = std::make_shared<ReportFlags>();
  command->add_option("RESULTS", flags->results, "result files, and folders with them")->required();
  command->add_option("--html", flags->html,
                      "write a page with charts and flame graphs to FILE, or - for stdout");
  command->add_option("--markdown", flags->markdown,
                      "write a summary for a pull request to FILE, or - for stdout");
  command->add_option("--junit", flags->junit, "write test results for a CI server to FILE, or - for stdout");
  command
      ->add_option("--annotations", flags->annotations,
                   "print failures where a CI server shows them in the source")
      ->check(CLI::IsMember({"github"}));
  command->add_option("--source-root", flags->source_root,
                      "paths in annotations begin in DIR (default: the repository that this folder is in)");
  command->add_flag("--strict", flags->strict, "show an improvement that nobody has accepted as a failure");
  command->add_flag("--history", flags->history,
                    "show in the page how each baseline came about, out of git (see --manifest)");
  command
      ->add_option("--markdown-for", flags->markdown_for,
                   "how long the Markdown may be: comment (64 KiB, the default) or summary (1 MiB)")
      ->check(CLI::IsMember({"comment", "summary"}));
  command->add_flag("--keep-going", flags->keep_going,
                    "leave out files that are no results, and exit with 2 at the end");
  command->callback(
      [&action, flags] { action = [flags](Session& at_run) { return report(at_run, *flags); }; });
}

}  // namespace highwater
