// SPDX-License-Identifier: Apache-2.0
// Canonical: keys sorted, no blanks. What is left out is named; anything else counts.
#include "baseline/digest.h"

#include <fmt/format.h>

// In the header, so that no library is loaded for it: `highwater` starts in about a millisecond.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "baseline/baseline_value.h"
#include "baseline/digest_value.h"

namespace highwater {
namespace {

using SortedJson = nlohmann::json;

constexpr const char* kPeoples[] = {"digest", "reason", "scenario", "schema"};
constexpr const char* kTerms[] = {"absolute", "limit", "relative"};

std::string hash_of(const SortedJson& json) {
  const std::string text = json.dump(-1, ' ', false, SortedJson::error_handler_t::replace);
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

void drop_terms(SortedJson& metrics) {
  if (!metrics.is_object()) return;
  for (SortedJson& gated : metrics)
    if (gated.is_object())
      for (const char* term : kTerms) gated.erase(term);
}

}  // namespace

std::string digest_of(const Json& baseline) {
  SortedJson measured = baseline;
  for (const char* key : kPeoples) measured.erase(key);
  if (measured.contains("metrics")) drop_terms(measured["metrics"]);
  if (measured.contains("overrides") && measured["overrides"].is_object())
    for (SortedJson& metrics : measured["overrides"]) drop_terms(metrics);
  return hash_of(measured);
}

std::string digest_of(const Baseline& baseline) {
  return digest_of(to_json_value(baseline));
}

Baseline with_digest(Baseline baseline) {
  baseline.digest = digest_of(baseline);
  baseline.digest_fits = true;
  return baseline;
}

std::string fingerprint_of(const Baseline& baseline) {
  return hash_of(SortedJson(to_json_value(baseline)));
}

bool is_edited(const Baseline& baseline) {
  return !baseline.digest.empty() && !baseline.digest_fits;
}

}  // namespace highwater
