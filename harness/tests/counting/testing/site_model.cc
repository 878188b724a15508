// SPDX-License-Identifier: Apache-2.0
#include "tests/counting/testing/site_model.h"

#include <algorithm>

namespace highwater::e2e {

std::int64_t SiteModel::sum(const Moment& moment) {
  std::int64_t bytes = 0;
  for (const Live& site : moment) bytes += site.bytes;
  return bytes;
}

SiteModel::Moment SiteModel::live() const {
  Moment moment = nothing_live();
  for (const auto& [address, block] : blocks_) {
    moment[block.site].bytes += block.size;
    ++moment[block.site].blocks;
  }
  return moment;
}

template <typename Visit>
void SiteModel::for_each_peak(Visit visit) {
  visit(peak_);
  for (auto& [handle, pass] : open_) visit(pass.peak);
}

void SiteModel::leave_peaks() {
  for_each_peak([](Peak& peak) { peak.was_left = true; });
}

void SiteModel::look() {
  const Moment now = live();
  const std::int64_t bytes = sum(now);
  for_each_peak([&](Peak& peak) {
    if (bytes > peak.bytes)
      peak = {now, bytes, false};
    else if (bytes == peak.bytes && !peak.was_left)
      peak.moment = now;
  });
}

void SiteModel::put(std::uintptr_t block, std::int64_t size, std::size_t site) {
  blocks_[block] = {size, site};
  sites_[site].allocated_bytes += size;
  ++sites_[site].allocations;
}

void SiteModel::take(std::uintptr_t block) {
  if (blocks_.erase(block) != 0) leave_peaks();
}

void SiteModel::allocate(std::uintptr_t block, std::int64_t size, std::size_t site) {
  take(block);
  put(block, size, site);
  look();
}

void SiteModel::release(std::uintptr_t block) {
  take(block);
}

void SiteModel::reallocate(std::uintptr_t from, std::uintptr_t to, std::int64_t size, std::size_t site) {
  take(from);
  allocate(to, size, site);
}

void SiteModel::enter(int handle, const std::string& region) {
  leave_peaks();
  std::size_t index = 0;
  while (index < names_.size() && names_[index] != region) ++index;
  if (index == names_.size()) {
    names_.push_back(region);
    finished_.emplace_back(sites_.size());
  }
  const Moment now = live();
  open_[handle] = {index, {now, sum(now), true}, now, sites_};
}

void SiteModel::leave(int handle) {
  leave_peaks();
  const Pass pass = open_.at(handle);
  open_.erase(handle);
  add_pass(finished_[pass.region], pass, live(), sites_);
}

// The highest of the passes' peaks, the sum of the rest; all net of the start.
void SiteModel::add_pass(std::vector<SiteResult>& sums, const Pass& pass, const Moment& now,
                         const std::vector<SiteResult>& totals) {
  std::int64_t highest = 0;
  for (const SiteResult& site : sums) highest += site.peak_bytes;
  const bool is_highest = pass.peak.bytes - sum(pass.start) > highest;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (is_highest) {
      sums[i].peak_bytes = pass.peak.moment[i].bytes - pass.start[i].bytes;
      sums[i].peak_blocks = pass.peak.moment[i].blocks - pass.start[i].blocks;
    }
    sums[i].retained_bytes += now[i].bytes - pass.start[i].bytes;
    sums[i].retained_blocks += now[i].blocks - pass.start[i].blocks;
    sums[i].allocated_bytes += totals[i].allocated_bytes - pass.start_totals[i].allocated_bytes;
    sums[i].allocations += totals[i].allocations - pass.start_totals[i].allocations;
  }
}

std::vector<SiteResult> SiteModel::process() const {
  std::vector<SiteResult> results = sites_;
  const Moment now = live();
  for (std::size_t i = 0; i < results.size(); ++i) {
    results[i].peak_bytes = peak_.moment[i].bytes;
    results[i].peak_blocks = peak_.moment[i].blocks;
    results[i].retained_bytes = now[i].bytes;
    results[i].retained_blocks = now[i].blocks;
  }
  return results;
}

std::vector<SiteResult> SiteModel::region(std::size_t index) const {
  std::vector<SiteResult> sums = finished_[index];
  for (const auto& [handle, pass] : open_)
    if (pass.region == index) add_pass(sums, pass, live(), sites_);
  return sums;
}

}  // namespace highwater::e2e
