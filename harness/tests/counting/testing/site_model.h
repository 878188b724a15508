// SPDX-License-Identifier: Apache-2.0
// What sites, totals and regions are by definition: every block is kept, and after every event everything is
// added up again. For the test that the engine, which does neither, says the same.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "result/site.h"

namespace highwater::e2e {

// The peak is the first moment at which the most bytes are live; blocks of no bytes that come before anything
// is released belong to it.
class SiteModel {
 public:
  // `sites`: how many there will be at most.
  explicit SiteModel(std::size_t sites) : sites_(sites) { peak_.moment = nothing_live(); }

  // A block that is there already has been freed unseen.
  void allocate(std::uintptr_t block, std::int64_t size, std::size_t site);
  void release(std::uintptr_t block);
  // One event. An unknown `from` is only an allocation.
  void reallocate(std::uintptr_t from, std::uintptr_t to, std::int64_t size, std::size_t site);

  // REQUIRES: `handle` is not open; the one below is.
  void enter(int handle, const std::string& region);
  void leave(int handle);

  bool knows(std::uintptr_t block) const { return blocks_.count(block) != 0; }
  // Without frames.
  std::vector<SiteResult> process() const;
  // In order of first entry; a pass that is open ends here.
  std::vector<std::string> regions() const { return names_; }
  std::vector<SiteResult> region(std::size_t index) const;

 private:
  struct Block {
    std::int64_t size = 0;
    std::size_t site = 0;
  };
  struct Live {
    std::int64_t bytes = 0;
    std::int64_t blocks = 0;
  };
  using Moment = std::vector<Live>;  // what each site has
  struct Peak {
    Moment moment;
    std::int64_t bytes = 0;
    bool was_left = true;  // something was released, or a region began or ended, since
  };
  struct Pass {
    std::size_t region = 0;
    Peak peak;
    Moment start;
    std::vector<SiteResult> start_totals;
  };

  static std::int64_t sum(const Moment& moment);
  Moment live() const;
  Moment nothing_live() const { return Moment(sites_.size()); }
  void put(std::uintptr_t block, std::int64_t size, std::size_t site);
  void take(std::uintptr_t block);
  void look();
  void leave_peaks();
  template <typename Visit>
  void for_each_peak(Visit visit);
  static void add_pass(std::vector<SiteResult>& sums, const Pass& pass, const Moment& now,
                       const std::vector<SiteResult>& totals);

  std::map<std::uintptr_t, Block> blocks_;
  std::vector<SiteResult> sites_;  // allocated bytes and allocations
  Peak peak_;                      // of the process
  std::map<int, Pass> open_;
  std::vector<std::string> names_;
  std::vector<std::vector<SiteResult>> finished_;
};

}  // namespace highwater::e2e
