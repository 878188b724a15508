// SPDX-License-Identifier: Apache-2.0
// The order matters: nothing of ours is allocated between the begin of the scope and the reading of its
// numbers, and what a failure allocates comes after.
#include <highwater/gtest.h>
#include <highwater/highwater.h>
#include <sys/mman.h>

#include <cstdio>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/gtest/call_sites.h"
#include "adapters/gtest/reason.h"
#include "adapters/gtest/site_changes.h"

namespace highwater::adapter {

// In a mapping of its own, because the scope around this one must not count it.
struct MemoryScope::SitesBefore {
  explicit SitesBefore(const counting::SiteTables* found) : tables(found), at(found) {}
  const counting::SiteTables* const tables;
  const SitesAt at;
};

namespace {

template <typename Object>
void* place_for() {
  void* const memory =
      ::mmap(nullptr, sizeof(Object), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : memory;
}

struct Judgement {
  Quantity quantity;
  const char* what;
  std::int64_t value;
  bool holds;
};

Judgement judgement_of(Expectation expectation, const highwater_numbers& numbers, std::int64_t expected) {
  switch (expectation) {
    case Expectation::kPeakLe:
      return {Quantity::kPeakBytes, "the peak is", numbers.peak_bytes, numbers.peak_bytes <= expected};
    case Expectation::kRetainedEq:
      return {Quantity::kLiveBytes, "retained are", numbers.live_bytes, numbers.live_bytes == expected};
    case Expectation::kAllocationsLe:
      break;
  }
  return {Quantity::kAllocations, "there are", numbers.allocations, numbers.allocations <= expected};
}

// Whose peak it was is known while its window lasts, which a scope or region inside ends. After that there is
// only what was allocated.
std::string culprits(const counting::SiteTables& tables, const SitesAt& before, const SitesAt& now,
                     const Judgement& judgement, std::int64_t allocated_bytes) {
  std::vector<SiteChange> changes = now.since(before, judgement.quantity);
  std::int64_t sum = 0;
  for (const SiteChange& change : changes) sum += change.value;
  if (judgement.quantity != Quantity::kPeakBytes || sum == judgement.value)
    return describe_sites(tables, std::move(changes), judgement.value, judgement.quantity);
  return "\n  a scope or region inside came after the peak; allocated in all were " +
         amount(allocated_bytes, Quantity::kAllocatedBytes) + ":" +
         describe_sites(tables, now.since(before, Quantity::kAllocatedBytes), allocated_bytes,
                        Quantity::kAllocatedBytes);
}

}  // namespace

MemoryScope::MemoryScope(Expectation expectation, std::int64_t expected, const char* text, const char* file,
                         int line)
    : expectation_(expectation), expected_(expected), text_(text), file_(file), line_(line) {
  if (const counting::SiteTables* const tables = own_site_tables())
    if (void* const memory = place_for<SitesBefore>()) sites_ = new (memory) SitesBefore(tables);
  handle_ = highwater_scope_begin();
}

void MemoryScope::finish() {
  if (!is_open_) return;
  is_open_ = false;
  judge();
  highwater_scope_end(handle_);
  if (sites_ == nullptr) return;
  sites_->~SitesBefore();
  ::munmap(sites_, sizeof *sites_);
}

void MemoryScope::judge() {
  highwater_numbers numbers{};
  // The sites first: reading the scope ends the window that their peaks are of.
  std::optional<SitesAt> now;
  if (sites_ != nullptr && handle_ >= 0) now.emplace(sites_->tables);
  const int result = handle_ < 0 ? handle_ : highwater_scope_read(handle_, &numbers);
  if (result != HIGHWATER_OK) return fail("cannot be judged: " + reason_for(result));
  const Judgement judgement = judgement_of(expectation_, numbers, expected_);
  if (judgement.holds) return;

  std::string text = std::string(judgement.what) + " " + amount(judgement.value, judgement.quantity) +
                     ", expected " + (expectation_ == Expectation::kRetainedEq ? "" : "at most ") +
                     amount(expected_, judgement.quantity);
  if (judgement.quantity == Quantity::kPeakBytes && numbers.peak_uncertainty_bytes > 0)
    text += "\nwith the threads that ran, the peak may be up to " +
            amount(numbers.peak_uncertainty_bytes, judgement.quantity) + " too high";
  if (now)
    text += culprits(*sites_->tables, sites_->at, *now, judgement, numbers.allocated_bytes);
  else
    text += "\nhint: run the test by itself, or with `highwater run --sites`, to have the call sites named";
  fail(text);
}

// Of a process that a death test has forked GoogleTest shows no failures, only what is on standard error.
void MemoryScope::fail(const std::string& what) const {
  if (is_forked()) std::fprintf(stderr, "%s:%d: %s: %s\n", file_, line_, text_, what.c_str());
  ADD_FAILURE_AT(file_, line_) << text_ << ": " << what;
}

}  // namespace highwater::adapter
