// SPDX-License-Identifier: Apache-2.0
// A file with the sites of a compiler has millions of values. result/json.h would keep all of them, with
// their lines; here a site is added up and dropped as soon as it is read, and so is everything else but the
// metrics.
#include "bench/peers/result_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

namespace highwater::peers {
namespace {

using Json = nlohmann::json;

// Where values stand: the file's object is at depth 0, a site or a frame at 2.
constexpr int kDepthOfField = 1;
constexpr int kDepthOfItem = 2;

std::optional<std::int64_t> integer(const Json& object, const char* key) {
  const Json::const_iterator found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

class SiteCounter {
 public:
  // What nlohmann's parser asks after each piece: keep it?
  bool operator()(int depth, Json::parse_event_t event, const Json& value) {
    if (event == Json::parse_event_t::key && depth == kDepthOfField) field_ = value.get<std::string>();
    if (event == Json::parse_event_t::array_start && depth == kDepthOfField && field_ == "sites")
      seen_ = true;
    if (event != Json::parse_event_t::object_end || depth == 0 || field_ == "metrics") return true;
    if (depth != kDepthOfItem) return false;
    if (field_ == "sites") add_site(value);
    if (field_ == "frames") is_inlined_.push_back(value.value("inlined", false));
    return false;
  }

  void add_to(Evidence& evidence) const {
    // An inlined function is made of the frame that it is in; the target has recorded that one alone.
    std::int64_t frames = 0;
    for (std::size_t i = 0; i < uses_.size(); ++i)
      if (i >= is_inlined_.size() || !is_inlined_[i]) frames += uses_[i];
    if (!seen_ || frames == 0) return;
    evidence.peak_blocks = blocks_;
    evidence.site_frames = frames;
  }

 private:
  void add_site(const Json& site) {
    blocks_ += integer(site, "peak_blocks").value_or(0);
    const Json::const_iterator stack = site.find("stack");
    if (stack == site.end() || !stack->is_array()) return;
    for (const Json& number : *stack) {
      if (!number.is_number_unsigned()) continue;
      const auto frame = number.get<std::size_t>();
      if (frame >= uses_.size()) uses_.resize(frame + 1);
      ++uses_[frame];
    }
  }

  std::string field_;  // of the file's object, the one that is being read
  bool seen_ = false;
  std::int64_t blocks_ = 0;
  std::vector<std::int64_t> uses_;  // of each frame of the file
  std::vector<bool> is_inlined_;
};

tl::unexpected<Error> unusable(const std::string& name, const std::string& what) {
  return fail(ExitStatus::kUsage, name + ": " + what);
}

}  // namespace

Expected<Evidence> read_result(const std::string& text, const std::string& name) {
  SiteCounter sites;
  const Json file = Json::parse(
      text,
      [&sites](int depth, Json::parse_event_t event, Json& value) { return sites(depth, event, value); },
      false);
  if (file.is_discarded() || !file.is_object()) return unusable(name, "not a result file");
  const Json::const_iterator metrics = file.find("metrics");
  if (metrics == file.end() || !metrics->is_object()) return unusable(name, "no metrics");
  Evidence evidence;
  evidence.allocations = integer(*metrics, "allocations");
  if (!evidence.allocations) return unusable(name, "no allocations among the metrics");
  evidence.peak_rss_bytes = integer(*metrics, "peak_rss_bytes");
  sites.add_to(evidence);
  return evidence;
}

}  // namespace highwater::peers
