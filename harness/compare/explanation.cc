// SPDX-License-Identifier: Apache-2.0
// Pairs are made once, of all sites; the rows of each metric follow from them. What has no partner is new or
// gone, except that a baseline lists its largest sites only: see small_sites().
#include "compare/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "compare/hints.h"
#include "compare/site_pairing.h"

namespace highwater {
namespace {

struct Sides {
  const std::vector<BaselineSite>* before;
  std::vector<MergedSite> now;
  std::vector<SitePair> pairs;
  std::vector<bool> small;  // of `now`: without a partner, and probably below what the baseline lists
};

std::vector<bool> paired_of(const std::vector<SitePair>& pairs, std::size_t count,
                            std::size_t SitePair::*side) {
  std::vector<bool> paired(count, false);
  for (const SitePair& pair : pairs) paired[pair.*side] = true;
  return paired;
}

// The part of each number that the baseline's sites leave open.
std::vector<std::int64_t> rests_of(const Comparison& comparison, const std::vector<BaselineSite>& before) {
  std::vector<std::int64_t> rests;
  for (const MetricComparison& compared : comparison.metrics) {
    rests.push_back(compared.baseline);
    for (const BaselineSite& site : before) rests.back() -= value_of(site, compared.metric);
  }
  return rests;
}

// As many of the unpaired ones, the least first, as the rests can account for in every metric: one that is
// large in any was not there before.
std::vector<bool> small_sites(const Sides& sides, const Comparison& comparison) {
  std::vector<std::int64_t> rests = rests_of(comparison, *sides.before);
  const std::vector<bool> paired = paired_of(sides.pairs, sides.now.size(), &SitePair::now);
  const auto share = [&](std::size_t i) {
    double most = 0;
    for (const MetricComparison& compared : comparison.metrics)
      most = std::max(most, std::abs(static_cast<double>(value_of(sides.now[i].sums, compared.metric))) /
                                std::max(1.0, std::abs(static_cast<double>(compared.baseline))));
    return most;
  };
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < sides.now.size(); ++i)
    if (!paired[i] && !is_unattributed(sides.now[i].sums.chain)) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return share(a) < share(b); });
  std::vector<bool> small(sides.now.size(), false);
  for (const std::size_t i : order) {
    std::vector<std::int64_t> left = rests;
    for (std::size_t m = 0; m < left.size(); ++m)
      left[m] -= std::abs(value_of(sides.now[i].sums, comparison.metrics[m].metric));
    // A rest that is negative from the start is what the number has drifted by, not room that was used up.
    bool fits = true;
    for (std::size_t m = 0; m < left.size(); ++m) fits = fits && (left[m] >= 0 || left[m] == rests[m]);
    if (!fits) continue;
    small[i] = true;
    rests = std::move(left);
  }
  return small;
}

SiteChange change_of(std::int64_t before, std::int64_t now) {
  if (before == now) return SiteChange::kMoved;
  return now > before ? SiteChange::kGrew : SiteChange::kShrank;
}

SiteDifference row_of_run(const MergedSite& site, Metric metric) {
  return {.change = SiteChange::kNew,
          .before = 0,
          .now = value_of(site.sums, metric),
          .chain = site.sums.chain,
          .chain_before = {},
          .file = site.first->file,
          .line = site.first->line};
}

SiteDifference row_of_baseline(const BaselineSite& site, Metric metric) {
  return {.change = SiteChange::kGone,
          .before = value_of(site, metric),
          .now = 0,
          .chain = site.chain,
          .chain_before = {},
          .file = site.file,
          .line = 0};
}

class Explainer {
 public:
  Explainer(const Sides& sides, const MetricComparison& compared, const ExplainedRun& run) : sides_(sides) {
    explanation_.metric = compared.metric;
    explanation_.before = compared.baseline;
    explanation_.now = compared.now;
    explanation_.iterations = run.iterations;
  }

  Explanation explain() {
    for (const SitePair& pair : sides_.pairs) add_pair(pair);
    const std::vector<bool> paired = paired_of(sides_.pairs, sides_.before->size(), &SitePair::before);
    for (std::size_t i = 0; i < paired.size(); ++i)
      if (!paired[i]) add_gone((*sides_.before)[i]);
    add_new();
    add_other_run();
    sort_rows();
    assert_sum();
    return std::move(explanation_);
  }

 private:
  std::int64_t of(const BaselineSite& site) const { return value_of(site, explanation_.metric); }

  void add_pair(const SitePair& pair) {
    const BaselineSite& before = (*sides_.before)[pair.before];
    SiteDifference row = row_of_run(sides_.now[pair.now], explanation_.metric);
    row.before = of(before);
    if (!pair.same_chain) row.chain_before = before.chain;
    row.change = change_of(row.before, row.now);
    const bool is_nothing = row.before == 0 && row.now == 0;
    if (!is_nothing && (row.before != row.now || !pair.same_chain))
      explanation_.sites.push_back(std::move(row));
  }

  void add_gone(const BaselineSite& site) {
    if (is_unattributed(site.chain)) {
      explanation_.unattributed -= of(site);
    } else if (of(site) != 0) {
      explanation_.sites.push_back(row_of_baseline(site, explanation_.metric));
      if (of(site) < 0) explanation_.sites.back().change = SiteChange::kGrew;
    }
  }

  void add_new() {
    explanation_.others = -explanation_.before;
    for (const BaselineSite& site : *sides_.before) explanation_.others += of(site);
    const std::vector<bool> paired = paired_of(sides_.pairs, sides_.now.size(), &SitePair::now);
    for (std::size_t i = 0; i < paired.size(); ++i) {
      const MergedSite& site = sides_.now[i];
      if (is_unattributed(site.sums.chain)) {
        explanation_.unattributed += of(site.sums);
      } else if (sides_.small[i]) {
        explanation_.others += of(site.sums);
      } else if (!paired[i] && of(site.sums) != 0) {
        explanation_.sites.push_back(row_of_run(site, explanation_.metric));
        // It frees what others allocated.
        if (of(site.sums) < 0) explanation_.sites.back().change = SiteChange::kShrank;
      }
    }
  }

  void add_other_run() {
    explanation_.other_run = explanation_.now;
    for (const MergedSite& site : sides_.now) explanation_.other_run -= of(site.sums);
    // The slope of the sum is not the sum of the sites' slopes to the byte: what came in bursts, and
    // rounding.
    if (is_counted(explanation_.metric)) return;
    explanation_.others += explanation_.other_run;
    explanation_.other_run = 0;
  }

  // What made the number worse comes first.
  void sort_rows() {
    const auto key = [](const SiteDifference& row) {
      const std::int64_t difference = row.difference();
      return std::pair(difference > 0 ? 0 : 1, -std::abs(difference));
    };
    std::stable_sort(explanation_.sites.begin(), explanation_.sites.end(),
                     [&](const SiteDifference& a, const SiteDifference& b) {
                       return key(a) != key(b) ? key(a) < key(b) : a.chain < b.chain;
                     });
  }

  void assert_sum() const {
    std::int64_t sum = explanation_.others + explanation_.unattributed + explanation_.other_run;
    for (const SiteDifference& row : explanation_.sites) sum += row.difference();
    if (sum != explanation_.now - explanation_.before)
      throw std::logic_error(fmt::format("{}: the rows of the explanation add up to {}, the difference is {}",
                                         name_of(explanation_.metric), sum,
                                         explanation_.now - explanation_.before));
  }

  const Sides& sides_;
  Explanation explanation_;
};

// A file may hold any numbers; sums of these could not be trusted. Of what programs allocate they are far
// away.
class Sane {
 public:
  void add(std::int64_t value) {
    constexpr std::int64_t kMost = std::int64_t{1} << 60;
    if (value > kMost || value < -kMost) is_sane_ = false;
    if (is_sane_) sum_ += std::abs(value);
    if (sum_ > kMost) is_sane_ = false;
  }
  bool is_sane() const { return is_sane_; }

 private:
  bool is_sane_ = true;
  std::int64_t sum_ = 0;
};

bool can_be_summed(const Baseline& baseline, const Comparison& comparison,
                   const std::vector<SiteResult>& sites) {
  for (const MetricComparison& compared : comparison.metrics) {
    Sane before;
    Sane now;
    before.add(compared.baseline);
    now.add(compared.now);
    for (const BaselineSite& site : baseline.sites) before.add(value_of(site, compared.metric));
    for (const SiteResult& site : sites) now.add(value_of(site, compared.metric));
    if (!before.is_sane() || !now.is_sane()) return false;
  }
  Sane blocks;
  for (const SiteResult& site : sites) blocks.add(site.peak_blocks);
  return blocks.is_sane();
}

}  // namespace

const char* name_of(SiteChange change) {
  switch (change) {
    case SiteChange::kNew:
      return "new";
    case SiteChange::kGone:
      return "gone";
    case SiteChange::kGrew:
      return "grew";
    case SiteChange::kShrank:
      return "shrank";
    case SiteChange::kMoved:
      return "moved";
  }
  return "";
}

std::vector<Explanation> explain(const Baseline& baseline, const Comparison& comparison,
                                 const ExplainedRun& run) {
  std::vector<Explanation> explanations;
  if (baseline.sites.empty() || run.sites == nullptr || run.sites->empty()) return explanations;
  if (!can_be_summed(baseline, comparison, *run.sites)) return explanations;
  Sides sides{.before = &baseline.sites, .now = merged_by_chain(*run.sites), .pairs = {}, .small = {}};
  std::vector<BaselineSite> now;
  for (const MergedSite& site : sides.now) now.push_back(site.sums);
  sides.pairs = pair_sites(baseline.sites, now);
  sides.small = small_sites(sides, comparison);
  for (const MetricComparison& compared : comparison.metrics) {
    if (compared.verdict != Verdict::kRegression) continue;
    Explanation explanation = Explainer(sides, compared, run).explain();
    explanation.hints = hints_for(explanation, baseline.sites, sides.now, run.payload_bytes);
    explanations.push_back(std::move(explanation));
  }
  return explanations;
}

}  // namespace highwater
