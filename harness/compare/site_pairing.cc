// SPDX-License-Identifier: Apache-2.0
#include "compare/site_pairing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>

namespace highwater {
namespace {

// Below this two chains have too little in common.
constexpr double kAlike = 0.5;
// What being of exactly the same numbers adds: 1,234,567 bytes in 17 allocations are no coincidence.
constexpr double kSameNumbers = 0.35;
// Names with less in common than this are of different functions.
constexpr double kRenamed = 0.5;
// Only the largest are looked at for likeness: the rest is too small to explain anything.
constexpr std::size_t kMostCandidates = 200;

using Bigrams = std::vector<std::array<char, 2>>;

Bigrams bigrams_of(const std::string& name) {
  Bigrams bigrams;
  for (std::size_t i = 1; i < name.size(); ++i) bigrams.push_back({name[i - 1], name[i]});
  std::sort(bigrams.begin(), bigrams.end());
  return bigrams;
}

// Functions as numbers, with what each weighs and how alike two of them are.
class Vocabulary {
 public:
  std::vector<std::size_t> numbers_of(const CallChain& chain) {
    std::vector<std::size_t> numbers;
    for (const std::string& name : chain) {
      const auto [found, is_new] = numbers_.try_emplace(name, names_.size());
      if (is_new) {
        names_.push_back(name);
        bigrams_.push_back(bigrams_of(name));
        chains_with_.push_back(0);
      }
      numbers.push_back(found->second);
    }
    ++chains_;
    std::vector<std::size_t> distinct = numbers;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (const std::size_t number : distinct) ++chains_with_[number];
    return numbers;
  }

  double weight(std::size_t function) const {
    return std::log(1.0 + static_cast<double>(chains_) / static_cast<double>(chains_with_[function]));
  }

  // 1 for the same function, less for a renamed one, 0 for another.
  double likeness(std::size_t a, std::size_t b) {
    if (a == b) return 1;
    const auto [found, is_new] = likeness_.try_emplace({std::min(a, b), std::max(a, b)}, 0.0);
    if (is_new) {
      const double alike = similarity(bigrams_[a], bigrams_[b]);
      found->second = alike < kRenamed ? 0.0 : 0.9 * alike;
    }
    return found->second;
  }

  static double similarity(const Bigrams& a, const Bigrams& b) {
    if (a.empty() || b.empty()) return 0;
    std::size_t common = 0;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
      if (a[i] == b[j]) {
        ++common;
        ++i;
        ++j;
      } else if (a[i] < b[j]) {
        ++i;
      } else {
        ++j;
      }
    }
    return 2.0 * static_cast<double>(common) / static_cast<double>(a.size() + b.size());
  }

 private:
  std::unordered_map<std::string, std::size_t> numbers_;
  std::vector<std::string> names_;
  std::vector<Bigrams> bigrams_;
  std::vector<std::size_t> chains_with_;
  std::size_t chains_ = 0;
  std::map<std::pair<std::size_t, std::size_t>, double> likeness_;
};

double total_weight(const Vocabulary& words, const std::vector<std::size_t>& chain) {
  double weight = 0;
  for (const std::size_t function : chain) weight += words.weight(function);
  return weight;
}

// The heaviest common subsequence, twice, of both chains' weight.
double chain_likeness(Vocabulary& words, const std::vector<std::size_t>& a,
                      const std::vector<std::size_t>& b) {
  std::vector<double> above(b.size() + 1, 0.0);
  std::vector<double> row(b.size() + 1, 0.0);
  for (const std::size_t function : a) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      const double alike = words.likeness(function, b[j]);
      const double weight = std::min(words.weight(function), words.weight(b[j]));
      row[j + 1] = std::max({row[j], above[j + 1], above[j] + alike * weight});
    }
    std::swap(above, row);
  }
  const double all = total_weight(words, a) + total_weight(words, b);
  return all == 0 ? 0 : 2 * above.back() / all;
}

double closeness(std::int64_t a, std::int64_t b) {
  if (a == b) return 1;
  if ((a < 0) != (b < 0)) return 0;
  const double x = std::abs(static_cast<double>(a));
  const double y = std::abs(static_cast<double>(b));
  return std::min(x, y) / std::max(x, y);
}

double numbers_likeness(const BaselineSite& a, const BaselineSite& b) {
  double sum = 0;
  for (const Metric metric : kCountedMetrics) sum += closeness(value_of(a, metric), value_of(b, metric));
  return sum / static_cast<double>(std::size(kCountedMetrics));
}

struct Candidate {
  double score;
  SitePair pair;
};

// What is left without a partner of its own chain.
std::vector<std::size_t> unpaired(const std::vector<BaselineSite>& sites, const std::vector<bool>& paired) {
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < sites.size(); ++i)
    if (!paired[i] && !is_unattributed(sites[i].chain)) left.push_back(i);
  const auto size = [&](std::size_t i) {
    return std::max(
        {std::abs(sites[i].peak_bytes), std::abs(sites[i].retained_bytes), sites[i].allocated_bytes});
  };
  std::stable_sort(left.begin(), left.end(), [&](std::size_t a, std::size_t b) { return size(a) > size(b); });
  left.resize(std::min(left.size(), kMostCandidates));
  return left;
}

}  // namespace

double name_similarity(const std::string& a, const std::string& b) {
  return a == b ? 1 : Vocabulary::similarity(bigrams_of(a), bigrams_of(b));
}

std::vector<SitePair> pair_sites(const std::vector<BaselineSite>& before,
                                 const std::vector<BaselineSite>& now) {
  std::vector<SitePair> pairs;
  std::vector<bool> before_paired(before.size(), false);
  std::vector<bool> now_paired(now.size(), false);
  const auto add = [&](const SitePair& pair) {
    before_paired[pair.before] = true;
    now_paired[pair.now] = true;
    pairs.push_back(pair);
  };

  std::map<CallChain, std::size_t> by_chain;
  for (std::size_t i = 0; i < now.size(); ++i) by_chain.emplace(now[i].chain, i);
  for (std::size_t i = 0; i < before.size(); ++i)
    if (const auto found = by_chain.find(before[i].chain);
        found != by_chain.end() && !now_paired[found->second])
      add({.before = i, .now = found->second, .same_chain = true});

  Vocabulary words;
  std::vector<std::vector<std::size_t>> before_chains;
  std::vector<std::vector<std::size_t>> now_chains;
  for (const BaselineSite& site : before) before_chains.push_back(words.numbers_of(site.chain));
  for (const BaselineSite& site : now) now_chains.push_back(words.numbers_of(site.chain));

  std::vector<Candidate> candidates;
  const std::vector<std::size_t> now_left = unpaired(now, now_paired);
  for (const std::size_t old : unpaired(before, before_paired)) {
    for (const std::size_t run : now_left) {
      const double numbers = numbers_likeness(before[old], now[run]);
      double score = chain_likeness(words, before_chains[old], now_chains[run]);
      if (score == 0) continue;
      score = numbers == 1 ? score + kSameNumbers : score * (0.8 + 0.2 * numbers);
      if (score >= kAlike) candidates.push_back({score, {.before = old, .now = run, .same_chain = false}});
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  for (const Candidate& candidate : candidates)
    if (!before_paired[candidate.pair.before] && !now_paired[candidate.pair.now]) add(candidate.pair);
  return pairs;
}

}  // namespace highwater
