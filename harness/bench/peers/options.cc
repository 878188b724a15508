// SPDX-License-Identifier: Apache-2.0
// getopt_long: CLI11 is cli/'s.
#include "bench/peers/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <getopt.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "bench/peers/engine.h"
#include "bench/peers/workload.h"

namespace highwater::peers {
namespace {

tl::unexpected<Error> bad(const std::string& flag, const std::string& value, const std::string& hint) {
  return fail(ExitStatus::kUsage, fmt::format("--{}: not usable: \"{}\"", flag, value), hint);
}

// "a,b" as names of `known`, in the order of that.
Expected<std::vector<std::string>> names(const std::string& flag, const std::string& list,
                                         const std::vector<std::string>& known) {
  std::vector<std::string> asked;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    const std::string name = list.substr(at, end - at);
    if (std::find(known.begin(), known.end(), name) == known.end())
      return bad(flag, name, fmt::format("a list, with commas, of {}", fmt::join(known, ", ")));
    asked.push_back(name);
    at = end + 1;
  }
  std::vector<std::string> ordered;
  for (const std::string& name : known)
    if (std::find(asked.begin(), asked.end(), name) != asked.end()) ordered.push_back(name);
  return ordered;
}

template <typename T>
Expected<T> positive(const std::string& flag, const std::string& text) {
  T value{};
  const std::from_chars_result result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size() || !(value > 0) ||
      !std::isfinite(static_cast<double>(value)))
    return bad(flag, text, "a number above 0");
  return value;
}

}  // namespace

std::string usage() {
  return fmt::format(
      "usage: highwater_peers [flags]: what measuring costs, next to other engines\n"
      "  --engines A,B     of {} (default: all)\n"
      "  --workloads A,B   of {} (default: all)\n"
      "  --runs N          of each engine, interleaved (default 9)\n"
      "  --slow-runs N     of massif and dhat (default 9)\n"
      "  --scale F         multiplies the work (default 1)\n"
      "  --json FILE       the table for machines\n"
      "  --highwater PATH  the command to measure with (default: ../bin/highwater, seen from this program)\n",
      fmt::join(engine_names(), ","), fmt::join(workload_names(), ","));
}

Expected<Options> parse_options(int argc, char** argv) {
  static const struct option kFlags[] = {{"engines", required_argument, nullptr, 'e'},
                                         {"workloads", required_argument, nullptr, 'w'},
                                         {"runs", required_argument, nullptr, 'r'},
                                         {"slow-runs", required_argument, nullptr, 's'},
                                         {"scale", required_argument, nullptr, 'f'},
                                         {"json", required_argument, nullptr, 'j'},
                                         {"highwater", required_argument, nullptr, 'p'},
                                         {"help", no_argument, nullptr, 'h'},
                                         {nullptr, 0, nullptr, 0}};
  Options options;
  options.engines = engine_names();
  options.workloads = workload_names();
  opterr = 0;  // messages are main's
  for (int flag; (flag = ::getopt_long(argc, argv, "h", kFlags, nullptr)) != -1;) {
    const std::string value = optarg == nullptr ? "" : optarg;
    if (flag == 'e') {
      HIGHWATER_TRY(options.engines, names("engines", value, engine_names()));
    } else if (flag == 'w') {
      HIGHWATER_TRY(options.workloads, names("workloads", value, workload_names()));
    } else if (flag == 'r') {
      HIGHWATER_TRY(options.runs, positive<int>("runs", value));
    } else if (flag == 's') {
      HIGHWATER_TRY(options.slow_runs, positive<int>("slow-runs", value));
    } else if (flag == 'f') {
      HIGHWATER_TRY(options.scale, positive<double>("scale", value));
    } else if (flag == 'j') {
      options.json = value;
    } else if (flag == 'p') {
      options.highwater = value;
    } else if (flag == 'h') {
      options.help = true;
    } else {
      return fail(ExitStatus::kUsage,
                  fmt::format("unknown flag, or one without its value: {}", argv[optind - 1]),
                  "highwater_peers --help shows them");
    }
  }
  if (optind < argc)
    return fail(ExitStatus::kUsage, fmt::format("unexpected argument: {}", argv[optind]),
                "highwater_peers --help shows the flags");
  if (options.engines.front() != "bare")
    return fail(ExitStatus::kUsage, "--engines: bare is missing", "the others are compared with it");
  return options;
}

}  // namespace highwater::peers
