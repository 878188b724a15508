// SPDX-License-Identifier: Apache-2.0
#include "report/export/folded.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>

#include "report/export/frame_name.h"

namespace highwater {
namespace {

// A semicolon would end the frame; nothing in the format can quote it.
std::string escaped(std::string name) {
  std::replace(name.begin(), name.end(), ';', ':');
  return name;
}

}  // namespace

FoldedStacks render_folded(const std::vector<SiteResult>& sites, By by) {
  std::unordered_map<const Frame*, std::string> names;
  std::map<std::string, std::int64_t> stacks;
  for (const SiteResult& site : sites) {
    std::string stack;
    for (auto frame = site.frames.rbegin(); frame != site.frames.rend(); ++frame) {
      const auto [name, is_new] = names.try_emplace(&**frame);
      if (is_new) name->second = escaped(name_of(**frame));
      if (!stack.empty()) stack += ';';
      stack += name->second;
    }
    stacks[std::move(stack)] += site.*sample_type(by).member;
  }
  FoldedStacks folded;
  for (const auto& [stack, bytes] : stacks) {
    if (bytes > 0) fmt::format_to(std::back_inserter(folded.text), "{} {}\n", stack, bytes);
    if (bytes >= 0) continue;
    ++folded.left_out;
    folded.left_out_bytes += bytes;
  }
  return folded;
}

}  // namespace highwater
