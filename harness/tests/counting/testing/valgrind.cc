// SPDX-License-Identifier: Apache-2.0
// DHAT's summary does not tell how many blocks of size 0 its peak holds, so the trace of every allocation is
// played again:
//   --123-- malloc(0) = 0x4A42030                   --123-- memalign(al 64, size 100) = 0x4A42180
//   --123-- realloc(0x4A42030,100) = 0x4A42060      --123-- realloc(0x0,5)malloc(5) = 0x4A42290
//   --123-- calloc(17,16) = 0x4A42350               --123-- realloc(0x4A42290,0)free(0x4A42290)
//   --123-- _Znwm(20) = 0x4A42350                   --123-- free(0x4A42060), _ZdlPvm(0x4A42060)
#include "tests/counting/testing/valgrind.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <sstream>
#include <string_view>
#include <unordered_map>

#include "base/file.h"

namespace highwater::e2e {
namespace {

std::int64_t number(const std::string& text) {
  std::string digits = text;
  digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
  return std::stoll(digits);
}

// Live blocks as DHAT sees them.
class Replay {
 public:
  void allocated(const std::string& address, std::int64_t size) {
    if (address == "0" || address == "0x0") return;
    blocks_[address] = size;
    apply(size, +1);
  }
  void freed(const std::string& address) {
    const auto block = blocks_.find(address);
    if (block == blocks_.end()) return;
    apply(block->second, -1);
    blocks_.erase(block);
  }
  // One event with the net difference, as everybody counts it.
  void reallocated(const std::string& from, const std::string& to, std::int64_t size) {
    const auto block = blocks_.find(from);
    if (to == "0" || to == "0x0" || block == blocks_.end()) return;
    count(block->second, -1);
    blocks_.erase(block);
    blocks_[to] = size;
    apply(size, +1);
  }
  Peak peak() const { return peak_; }

 private:
  void count(std::int64_t size, std::int64_t sign) {
    bytes_ += sign * std::max<std::int64_t>(size, 1);
    zero_blocks_ += size == 0 ? sign : 0;
  }
  void apply(std::int64_t size, std::int64_t sign) {
    count(size, sign);
    if (bytes_ <= peak_.replayed_bytes) return;
    peak_.replayed_bytes = bytes_;
    peak_.zero_blocks = zero_blocks_;
  }

  std::unordered_map<std::string, std::int64_t> blocks_;
  std::int64_t bytes_ = 0;
  std::int64_t zero_blocks_ = 0;
  Peak peak_;
};

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// What follows the last "= " of the line, if it is an address or 0.
std::string result_of(const std::string& line) {
  const std::size_t sign = line.rfind("= ");
  const std::string result = sign == std::string::npos ? "" : line.substr(sign + 2);
  return result == "0" || result.rfind("0x", 0) == 0 ? result : "";
}

// By hand: a trace has tens of thousands of lines, and regular expressions would take seconds.
void replay_line(Replay& replay, const std::string& line) {
  const std::size_t start = line.find("-- ");  // of "--123-- "
  const std::size_t open = line.find('(');
  const std::size_t close = line.find(')');
  if (start == std::string::npos || open == std::string::npos || close == std::string::npos || close < open)
    return;
  const std::string function = line.substr(start + 3, open - start - 3);
  const std::string arguments = line.substr(open + 1, close - open - 1);
  const std::size_t comma = arguments.find(',');
  const std::string address = result_of(line);
  if (function == "realloc") {
    const std::string from = arguments.substr(0, comma);
    const std::int64_t size = number(arguments.substr(comma + 1));
    if (from == "0x0") {
      replay.allocated(address, size);
    } else if (size == 0) {
      replay.freed(from);
    } else {
      replay.reallocated(from, address, size);
    }
    return;
  }
  if (address.empty()) {
    replay.freed(arguments.substr(0, comma));
    return;
  }
  constexpr std::string_view kAlignedSize = " size ";
  if (arguments.rfind("al ", 0) == 0) {
    replay.allocated(address, number(arguments.substr(comma + 1 + kAlignedSize.size())));
  } else if (function == "calloc") {
    replay.allocated(address, number(arguments.substr(0, comma)) * number(arguments.substr(comma + 1)));
  } else if (is_number(arguments)) {
    replay.allocated(address, number(arguments));
  }
}

// Runs the tool and returns its log. The command's own output is captured, as in a measured run.
std::string log_of(const std::vector<std::string>& tool, const Work& work) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-valgrind");
  const std::string log = folder.path() + "/log";
  std::vector<std::string> words = {"valgrind", "--run-libc-freeres=no", "--run-cxx-freeres=no", "--vgdb=no",
                                    "--log-file=" + log};
  words.insert(words.end(), tool.begin(), tool.end());
  words.insert(words.end(), work.command.begin(), work.command.end());
  work.prepare();
  const ProcessOutcome outcome = plain_run(words, work.environment);
  EXPECT_EQ(outcome.exit_code, work.exit_code)
      << testing::PrintToString(words) << ": " << describe_end(outcome) << "\n"
      << outcome.standard_error.tail;
  return read_file(log).value_or("");
}

}  // namespace

Totals parse_memcheck(const std::string& log) {
  static const std::regex kAtExit(R"(in use at exit: ([0-9,]+) bytes in ([0-9,]+) blocks)");
  static const std::regex kTotal(
      R"(total heap usage: ([0-9,]+) allocs, [0-9,]+ frees, ([0-9,]+) bytes allocated)");
  std::smatch at_exit;
  std::smatch total;
  Totals totals;
  totals.found = std::regex_search(log, at_exit, kAtExit) && std::regex_search(log, total, kTotal);
  if (!totals.found) return totals;
  totals.numbers = {.allocations = number(total[1]),
                    .allocated_bytes = number(total[2]),
                    .retained_bytes = number(at_exit[1]),
                    .retained_blocks = number(at_exit[2])};
  return totals;
}

Peak parse_dhat(const std::string& log) {
  static const std::regex kPeak(R"(At t-gmax: ([0-9,]+) bytes in)");
  Replay replay;
  Peak peak;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (line.rfind("--", 0) == 0) {
      replay_line(replay, line);
    } else if (std::regex_search(line, found, kPeak)) {
      peak.dhat_bytes = number(found[1]);
      peak.found = true;
    }
  }
  peak.replayed_bytes = replay.peak().replayed_bytes;
  peak.zero_blocks = replay.peak().zero_blocks;
  return peak;
}

std::vector<std::string> environment_under(const std::string& tool,
                                           const std::vector<std::string>& environment) {
  std::vector<std::string> words = {"valgrind", "-q", "--tool=" + tool, "env"};
  if (tool == "dhat") words.insert(words.end() - 1, "--dhat-out-file=/dev/null");
  const ProcessOutcome outcome = plain_run(words, environment);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
  std::vector<std::string> given;
  std::istringstream lines(outcome.standard_output.tail);
  for (std::string line; std::getline(lines, line);)
    given.push_back(line.rfind("LD_PRELOAD=", 0) == 0 ? "VG_" + line.substr(3) : line);
  EXPECT_GT(given.size(), environment.size());
  return given;
}

Numbers valgrind(const Work& work, ZeroSizes zero_sizes) {
  const Totals totals =
      parse_memcheck(log_of({"--tool=memcheck", "--leak-check=full", "--show-leak-kinds=all"}, work));
  EXPECT_TRUE(totals.found) << "memcheck said nothing";
  const bool replays = zero_sizes == ZeroSizes::kReplayed;
  std::vector<std::string> dhat = {"--tool=dhat", "--dhat-out-file=/dev/null"};
  if (replays) dhat.push_back("--trace-malloc=yes");
  const Peak peak = parse_dhat(log_of(dhat, work));
  EXPECT_TRUE(peak.found) << "DHAT said nothing";
  if (replays) {
    EXPECT_EQ(peak.replayed_bytes, peak.dhat_bytes) << "the trace was not read rightly";
  }
  Numbers numbers = totals.numbers;
  numbers.peak_bytes = peak.dhat_bytes - peak.zero_blocks;
  return numbers;
}

}  // namespace highwater::e2e
