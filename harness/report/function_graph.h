// SPDX-License-Identifier: Apache-2.0
// What functions hold themselves (flat) and with all that they call (cum), and who calls whom: the graph that
// pprof makes of a profile, by the same rules. function_table.h asks it for one of all functions, then for
// one of those that are worth a row.
//
// The rules: functions of one name are one, whatever their files. Those without a name are one a module,
// "[libfoo.so]", or "<unknown>" where there is no module. A sample counts once in each function on its stack,
// however often that is there. A function that is left out is skipped: its caller then seems to call what it
// called, and what it held itself is nobody's.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "report/site_profile.h"

namespace highwater {

class FunctionGraph {
 public:
  enum class Sign { kPlus, kMinus };

  struct Identity {
    std::string name;    // empty: not known
    std::string module;  // path; only of a function without a name

    auto operator<=>(const Identity&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 errs
  };

  explicit FunctionGraph(By by) : by_(by) {}
  // A profile that comes earlier gives its names to the modules of a later one.
  void add(const SiteProfile& profile, Sign sign);

  std::size_t size() const { return identities_.size(); }
  const Identity& identity(std::size_t node) const { return identities_[node]; }

  // Of the samples of one sign: the sum of what each holds, as a positive number.
  std::int64_t weight(Sign sign) const { return sign == Sign::kPlus ? plus_ : minus_; }

  struct Node {
    std::int64_t flat = 0;
    std::int64_t cum = 0;
  };
  // A call; inlined where each of its samples has it inlined.
  struct Edge {
    std::int64_t weight = 0;
    bool inlined = true;
    std::size_t last_sample = 0;  // in which it was counted, from 1
  };
  struct Counted {
    std::vector<Node> nodes;                        // of every function; 0 where it is left out
    std::unordered_map<std::uint64_t, Edge> edges;  // by edge_key(caller, callee)
  };
  static std::uint64_t edge_key(std::size_t caller, std::size_t callee) {
    return std::uint64_t{caller} << 32 | callee;
  }
  static std::size_t callee_of(std::uint64_t key) { return key & UINT32_MAX; }

  // `kept` has one entry a function.
  Counted count(const std::vector<bool>& kept) const;

 private:
  struct Step {
    std::uint32_t node = 0;
    bool inlined = false;  // into the step before it
  };
  struct Sample {
    std::size_t first_step = 0;
    std::size_t end_step = 0;
    std::int64_t weight = 0;
  };
  std::uint32_t node_of(const Identity& identity);
  const std::string& path_of(const SiteProfile::Mapping& mapping);
  std::vector<std::vector<Step>> steps_of_locations(const SiteProfile& profile);

  By by_;
  std::vector<Identity> identities_;
  std::map<Identity, std::uint32_t> nodes_;
  std::map<std::string, std::string> module_paths_;
  std::vector<Step> steps_;      // of all samples; root first
  std::vector<Sample> samples_;  // those that are not 0
  std::int64_t plus_ = 0;
  std::int64_t minus_ = 0;
};

// As it is shown: "name", "[libfoo.so]", "<unknown>". Not yet fit for a terminal.
std::string name_of(const FunctionGraph::Identity& identity);

}  // namespace highwater
