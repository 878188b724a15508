// SPDX-License-Identifier: Apache-2.0
#include "cli/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "report/shell_word.h"
#include "report/text/progress_line.h"
#include "vcs/git.h"

namespace highwater {
namespace {

ColorMode color_mode(const std::string& word) {
  if (word == "always") return ColorMode::kAlways;
  return word == "never" ? ColorMode::kNever : ColorMode::kAuto;
}

constexpr const char* kClearLine = "\r\033[K";

// Can a line be taken back? Not in a file, nor on a terminal that knows no escapes, nor in the log of a CI
// server, some of which give their jobs a terminal.
bool overprints(int fd) {
  const TerminalFacts facts = terminal_facts(fd);
  const char* ci = std::getenv("CI");
  return facts.is_terminal && facts.term != "dumb" && (ci == nullptr || *ci == '\0');
}

}  // namespace

bool Session::color_out() const {
  return use_color(color_mode(flags_.color), terminal_facts(STDOUT_FILENO));
}
bool Session::color_err() const {
  return use_color(color_mode(flags_.color), terminal_facts(STDERR_FILENO));
}

ExitStatus Session::print(const std::string& text, ExitStatus status) const {
  errno = 0;
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written || errno == EPIPE) return status;
  return worst(status,
               report(Error{ExitStatus::kUsage,
                            "standard output: write: " +
                                std::string(fmt::format("{}", std::generic_category().message(errno))),
                            ""}));
}

ExitStatus Session::report(const Error& error) const {
  clear_progress();
  std::string text =
      fmt::format("highwater: {} {}\n", paint("error:", Color::kRed, color_err()), printable(error.what));
  if (!error.hint.empty()) text += fmt::format("hint: {}\n", printable(error.hint));
  std::fwrite(text.data(), 1, text.size(), stderr);
  return error.status;
}

std::string Session::command_line(const std::string& words) const {
  return fmt::format("{} {} --manifest {}", shell_word(program_), words, shell_word(flags_.manifest));
}

Expected<Manifest> Session::manifest() const {
  return load_manifest(flags_.manifest);
}

Expected<SuiteContext> Session::suite(const Manifest& manifest) {
  SuiteContext suite;
  suite.manifest = &manifest;
  const std::filesystem::path folder = std::filesystem::path(manifest.path).parent_path();
  HIGHWATER_TRY(suite.revision, revision(runner_, folder.empty() ? "." : folder.string()));
  return suite;
}

ProgressListener Session::progress() const {
  if (!overprints(STDERR_FILENO)) return [](const Progress&) {};
  using Clock = std::chrono::steady_clock;
  return [start = std::optional<Clock::time_point>()](const Progress& progress) mutable {
    // Some commands count from 1 more than once, for each of their passes.
    if (!start || progress.number == 1) start = Clock::now();
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - *start);
    const std::string what = fmt::format("{} ({})", printable(progress.scenario), name_of(progress.probe));
    fmt::print(stderr, "{}{}", kClearLine, progress_line(progress.number, progress.count, what, elapsed));
    std::fflush(stderr);
  };
}

void Session::clear_progress() const {
  if (overprints(STDERR_FILENO)) fmt::print(stderr, "{}", kClearLine);
}

std::int64_t seconds_now() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since_1970).count();
}

}  // namespace highwater
