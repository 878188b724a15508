// SPDX-License-Identifier: Apache-2.0
// Each engine writes where its row of wrap() says, and examine() looks there.
#include "bench/peers/engine.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/file.h"
#include "bench/peers/result_file.h"

namespace highwater::peers {
namespace {

namespace fs = std::filesystem;

std::string errors_path(const EnginePaths& paths) {
  return paths.scratch + "/stderr";
}
std::string output_folder(const EnginePaths& paths) {
  return paths.scratch + "/output";
}
std::string output_path(const EnginePaths& paths) {
  return output_folder(paths) + "/data";
}

// The last line that says something: programs put the reason there, or in front of a hint.
std::string last_words(const std::string& text) {
  std::string last;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (!line.empty() && line.rfind("hint:", 0) != 0) last = line;
  }
  return last;
}

std::string describe(int wait_status) {
  if (WIFSIGNALED(wait_status)) return fmt::format("signal {}", WTERMSIG(wait_status));
  return fmt::format("exit code {}", WEXITSTATUS(wait_status));
}

tl::unexpected<Error> failure(std::string reason) {
  return fail(ExitStatus::kUsage, std::move(reason));
}

// "==7== At t-gmax:  1,234 bytes in 56 blocks" in what DHAT prints.
std::optional<std::int64_t> blocks_at_peak(const std::string& errors) {
  const std::size_t line = errors.find("At t-gmax:");
  if (line == std::string::npos) return std::nullopt;
  const std::string_view in = " in ";
  const std::size_t at = errors.find(in, line);
  if (at == std::string::npos || at > errors.find('\n', line)) return std::nullopt;
  std::int64_t blocks = 0;
  for (std::size_t i = at + in.size(); i < errors.size(); ++i) {
    if (errors[i] == ',') continue;
    if (errors[i] < '0' || errors[i] > '9') break;
    blocks = blocks * 10 + (errors[i] - '0');
  }
  return blocks;
}

// The bytes of all files that the engine wrote.
std::uintmax_t bytes_written(const std::string& folder) {
  std::uintmax_t bytes = 0;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored))
    bytes += entry.file_size(ignored);
  return bytes;
}

Expected<Evidence> inspect(const std::string& engine, const TimedRun& run, const EnginePaths& paths) {
  HIGHWATER_TRY(const std::string errors, read_file(errors_path(paths)));
  if (run.wait_status != 0) {
    const std::string words = last_words(errors);
    return failure(describe(run.wait_status) + (words.empty() ? "" : ", " + words));
  }
  if (is_highwater(engine)) {
    HIGHWATER_TRY(const std::string result, read_file(output_path(paths)));
    return read_result(result, output_path(paths));
  }
  Evidence evidence;
  // heaptrack is a script that waits for the program and for helpers: the most of any of them is not the
  // program's. The others become the program.
  if (engine != "heaptrack") evidence.peak_rss_bytes = run.peak_rss_bytes;
  if (engine == "dhat") evidence.peak_blocks = blocks_at_peak(errors);
  if (engine == "memusage" && errors.find("Memory usage summary") == std::string::npos)
    return failure("libmemusage.so printed no summary; it is in Debian's libc-devtools");
  const bool writes_files = engine == "heaptrack" || is_slow(engine);
  if (writes_files && bytes_written(output_folder(paths)) == 0) return failure("no output");
  return evidence;
}

}  // namespace

const std::vector<std::string>& engine_names() {
  static const std::vector<std::string> kNames = {"bare",      "counters", "sites", "memusage",
                                                  "heaptrack", "massif",   "dhat"};
  return kNames;
}

bool is_highwater(const std::string& engine) {
  return engine == "counters" || engine == "sites";
}

bool is_slow(const std::string& engine) {
  return engine == "massif" || engine == "dhat";
}

Command wrap(const std::string& engine, const Command& bare, const EnginePaths& paths) {
  Command command = bare;
  command.stderr_path = errors_path(paths);
  std::vector<std::string> prefix;
  const std::string output = output_path(paths);
  if (engine == "counters") prefix = {paths.highwater, "run", "--json", output, "--"};
  if (engine == "sites") prefix = {paths.highwater, "run", "--sites", "--json", output, "--"};
  if (engine == "memusage") command.environment.push_back("LD_PRELOAD=libmemusage.so");
  if (engine == "heaptrack") prefix = {"heaptrack", "-r", "-o", output};
  if (engine == "massif") prefix = {"valgrind", "--tool=massif", "--massif-out-file=" + output};
  if (engine == "dhat") prefix = {"valgrind", "--tool=dhat", "--dhat-out-file=" + output};
  command.argv.insert(command.argv.begin(), prefix.begin(), prefix.end());
  return command;
}

Expected<Evidence> examine(const std::string& engine, const TimedRun& run, const EnginePaths& paths) {
  Expected<Evidence> evidence = inspect(engine, run, paths);
  // The next run must not be taken for one that measured by what this one left. It finds an empty folder.
  std::error_code ignored;
  fs::remove_all(output_folder(paths), ignored);
  HIGHWATER_TRY_VOID(make_directories(output_folder(paths)));
  return evidence;
}

}  // namespace highwater::peers
