// SPDX-License-Identifier: Apache-2.0
// A file with the sites of a compiler has millions of values. result/json.h would keep all of them, with
// their lines; here a site is added up and dropped as soon as it is read, and so is everything else but the
// metrics.
#include "bench/peers/result_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace highwater::peers {
namespace {

using Json = nlohmann::json;

// Where values stand: the file's object is at depth 0, a site at 2, a frame of it at 4.
constexpr int kDepthOfField = 1;
constexpr int kDepthOfSite = 2;
constexpr int kDepthOfFrame = 4;

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
    if (field_ == "sites" && depth == kDepthOfSite) blocks_ += integer(value, "peak_blocks").value_or(0);
    // An inlined function is made of the frame that it is in; the target has recorded that one alone.
    if (field_ == "sites" && depth == kDepthOfFrame && !value.value("inlined", false)) ++frames_;
    return false;
  }

  void add_to(Evidence& evidence) const {
    if (!seen_ || frames_ == 0) return;
    evidence.peak_blocks = blocks_;
    evidence.site_frames = frames_;
  }

 private:
  std::string field_;  // of the file's object, the one that is being read
  bool seen_ = false;
  std::int64_t blocks_ = 0;
  std::int64_t frames_ = 0;
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
