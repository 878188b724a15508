// SPDX-License-Identifier: Apache-2.0
// The engine of sites with made-up blocks, read as the harness reads it after a run: after every single
// event, the numbers of each site, for the process and for each region, are those of a model that counts
// everything anew.
#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "tests/counting/testing/engine.h"
#include "tests/counting/testing/site_model.h"

namespace highwater {

void PrintTo(const SiteResult& site, std::ostream* out) {
  *out << "peak " << site.peak_bytes << " in " << site.peak_blocks << ", retained " << site.retained_bytes
       << " in " << site.retained_blocks << ", allocated " << site.allocated_bytes << " in "
       << site.allocations << "\n";
}

namespace e2e {
namespace {

constexpr std::size_t kSites = 9;

testing::AssertionResult adds_up(const std::string& who, const std::vector<SiteResult>& sites,
                                 const Metrics& metrics) {
  Metrics sums;
  for (const SiteResult& site : sites) {
    sums.peak_bytes += site.peak_bytes;
    sums.retained_bytes += site.retained_bytes;
    sums.retained_blocks += site.retained_blocks;
    sums.allocated_bytes += site.allocated_bytes;
    sums.allocations += site.allocations;
  }
  if (sums == metrics) return testing::AssertionSuccess();
  testing::AssertionResult failure = testing::AssertionFailure();
  for (const Metric metric : kCountedMetrics)
    failure << who << ", " << name_of(metric) << ": the sites' " << value_of(sums, metric) << ", in all "
            << value_of(metrics, metric) << "\n";
  return failure;
}

testing::AssertionResult adds_up(const ProcessReport& report) {
  testing::AssertionResult result = adds_up("process", report.sites->process, report.metrics);
  for (std::size_t i = 0; i < report.regions.size() && result; ++i)
    result = adds_up(report.regions[i].name, report.sites->regions[i], report.regions[i].metrics);
  if (result && report.peak_upper_bytes != report.metrics.peak_bytes)
    return testing::AssertionFailure() << "the peak is not exact";
  return result;
}

// Random events of one program, for the engine and for the model.
class Story {
 public:
  explicit Story(unsigned seed) : random_(seed) {}

  void tell_next() {
    switch (below(12)) {
      case 0:
        return enter();
      case 1:
        return leave();
      case 2:
        return fail_to_reallocate();
      case 3:
        return reallocate_to_nothing();
      case 4:
      case 5:
        return reallocate();
      case 6:
      case 7:
      case 8:
        return release();
      default:
        return allocate();
    }
  }

  void expect_agreement() {
    const ProcessReport report = engine_.read();
    ASSERT_TRUE(adds_up(report));
    ASSERT_EQ(by_number(report.sites->process), model_.process());
    ASSERT_EQ(report.regions.size(), model_.regions().size());
    for (std::size_t i = 0; i < report.regions.size(); ++i) {
      ASSERT_EQ(report.regions[i].name, model_.regions()[i]);
      ASSERT_EQ(by_number(report.sites->regions[i]), model_.region(i)) << report.regions[i].name;
    }
    ASSERT_FALSE(report.sites->cut);
    ASSERT_EQ(report.foreign_frees, foreign_frees_);
  }

  std::int64_t peak() { return engine_.read().metrics.peak_bytes; }
  std::size_t passes() const { return passes_; }

 private:
  // Sites come into being at their first use.
  std::vector<SiteResult> by_number(const std::vector<SiteResult>& sites) const {
    std::vector<SiteResult> result(kSites);
    for (const auto& [number, index] : index_of_)
      if (index < sites.size()) result[number] = sites[index];
    return result;
  }
  std::size_t below(std::size_t bound) { return random_() % bound; }
  std::uintptr_t block() { return below(40); }
  Way way() { return below(2) == 0 ? Way::kCommon : Way::kGeneral; }
  // Often none at all, or the same again, so that equal peaks are seen.
  std::size_t size() { return below(4) == 0 ? 0 : below(3) == 0 ? 100 : below(5000); }
  // Later sites come into being late in the story.
  std::size_t site() { return below(std::min(kSites, 2 + events_ / 100)); }

  void allocate() {
    ++events_;
    std::uintptr_t block = this->block();
    if (model_.knows(block) && below(8) != 0) return;  // else it was freed unseen
    const std::size_t bytes = size();
    const std::size_t site = this->site();
    index_of_[site] = engine_.site(site);
    engine_.allocate(block, bytes, site, way());
    model_.allocate(block, static_cast<std::int64_t>(bytes), site);
  }
  void release() {
    const std::uintptr_t block = this->block();
    foreign_frees_ += !model_.knows(block);
    engine_.release(block, way());
    model_.release(block);
  }
  void reallocate() {
    const std::uintptr_t from = block();
    const std::uintptr_t to = below(2) == 0 ? from : block();
    const std::size_t bytes = size();
    const std::size_t site = this->site();
    index_of_[site] = engine_.site(site);
    engine_.reallocate(from, to, bytes, site);
    model_.reallocate(from, to, static_cast<std::int64_t>(bytes), site);
  }
  void fail_to_reallocate() { engine_.fail_to_reallocate(block()); }
  void reallocate_to_nothing() {
    const std::uintptr_t block = this->block();
    foreign_frees_ += !model_.knows(block);
    engine_.reallocate_to_nothing(block);
    model_.release(block);
  }
  void enter() {
    if (open_.size() == 5) return;
    const std::string name = "region " + std::to_string(below(3));
    open_.push_back(engine_.regions().enter(name.c_str()));
    model_.enter(open_.back(), name);
    ++passes_;
  }
  // Mostly the last one that was entered; threads may do it in another order.
  void leave() {
    if (open_.empty()) return;
    const std::size_t which = below(4) == 0 ? below(open_.size()) : open_.size() - 1;
    engine_.regions().leave(open_[which]);
    model_.leave(open_[which]);
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(which));
  }

  SitesEngine engine_;
  SiteModel model_{kSites};
  std::mt19937_64 random_;
  std::map<std::size_t, std::uint32_t> index_of_;
  std::vector<int> open_;
  std::size_t events_ = 0;
  std::size_t passes_ = 0;
  std::int64_t foreign_frees_ = 0;
};

TEST(SiteNumbers, AgreeWithTheNaiveModelAfterEveryEvent) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    Story story(seed);
    for (int event = 0; event < 1000; ++event) {
      story.tell_next();
      story.expect_agreement();
      ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed << ", event " << event;
    }
    EXPECT_GT(story.peak(), 20000);
    EXPECT_GT(story.passes(), 40u);
  }
}

// One event at a time, each from whichever thread comes next.
TEST(SiteNumbers, AgreeWithTheNaiveModelWhenThreadsTakeTurns) {
  Story story(7);
  std::mutex turn;
  std::vector<std::thread> threads;
  for (std::uint32_t thread = 0; thread < 3; ++thread)
    threads.emplace_back([&, thread] {
      counting::thread_lane = thread % counting::kLanes;
      for (int event = 0; event < 2000; ++event) {
        const std::lock_guard<std::mutex> guard(turn);
        if (testing::Test::HasFailure()) return;
        story.tell_next();
        story.expect_agreement();
      }
    });
  for (std::thread& thread : threads) thread.join();
}

// Threads at once: which order their events have is not known, but there is one, in which each thread's own
// come as it made them. What does not depend on the order is exact, and everything adds up, also while they
// run.
TEST(SiteNumbers, AddUpWhenThreadsAreAtIt) {
  constexpr std::size_t kThreads = 4, kRounds = 3000, kBlocks = 20;
  SitesEngine engine;
  std::vector<std::thread> threads;
  for (std::size_t thread = 1; thread <= kThreads; ++thread)
    threads.emplace_back([&, thread] {
      counting::thread_lane = static_cast<std::uint32_t>(thread) % counting::kLanes;
      const std::uintptr_t first = thread * 1000;
      for (std::size_t round = 0; round < kRounds; ++round) {
        const int region = round % 100 == 0 ? engine.regions().enter(thread % 2 == 0 ? "even" : "odd") : -1;
        for (std::uintptr_t i = 0; i < kBlocks; ++i)
          engine.allocate(first + i, 10 * i, thread, Way::kGeneral);
        for (std::uintptr_t i = 0; i < kBlocks; ++i) engine.reallocate(first + i, first + i, 20 * i, 0);
        for (std::uintptr_t i = 0; i < kBlocks; ++i)
          if (i != 5 || round + 1 != kRounds) engine.release(first + i, Way::kGeneral);
        if (region >= 0) engine.regions().leave(region);
      }
    });
  for (std::thread& thread : threads) thread.join();
  const ProcessReport report = engine.read();
  EXPECT_TRUE(adds_up(report));
  EXPECT_EQ(report.foreign_frees, 0);
  // 190 = 0 + 1 + … + 19; block 5 of each thread stays.
  const std::int64_t events = kThreads * kRounds * kBlocks;
  EXPECT_EQ(report.metrics.allocations, 2 * events);
  EXPECT_EQ(report.metrics.allocated_bytes, std::int64_t{kThreads * kRounds} * 190 * (10 + 20));
  EXPECT_EQ(report.metrics.retained_bytes, std::int64_t{kThreads} * 5 * 20);
  EXPECT_EQ(report.metrics.retained_blocks, std::int64_t{kThreads});
  EXPECT_GE(report.metrics.peak_bytes, 190 * 20);
  EXPECT_LE(report.metrics.peak_bytes, std::int64_t{kThreads} * 190 * 20);
  for (std::size_t thread = 1; thread <= kThreads; ++thread) {
    const SiteResult& site = report.sites->process[engine.site(thread)];
    EXPECT_EQ(site.allocations, std::int64_t{kRounds * kBlocks});
    EXPECT_EQ(site.allocated_bytes, std::int64_t{kRounds} * 190 * 10);
    EXPECT_EQ(site.retained_blocks, 0);
  }
}

// So many sites and regions that no chunk is left for what a site had at a boundary: the regions' sites are
// not known, and those of the process are as before.
TEST(SiteNumbers, OfTheProcessAddUpWhenThoseOfRegionsHaveNoRoom) {
  SitesEngine engine;
  engine.tables().columns.chunk_count = counting::kMaxChunks;
  engine.allocate(1, 5000, 1, Way::kGeneral);
  const int region = engine.regions().enter("r");
  engine.release(1, Way::kGeneral);
  engine.allocate(2, 100, 2, Way::kGeneral);
  engine.regions().leave(region);
  const ProcessReport report = engine.read();
  EXPECT_EQ(report.flags, counting::kRegionSitesFull);
  EXPECT_TRUE(report.sites->regions[0].empty());
  EXPECT_EQ(report.regions[0].metrics.retained_bytes, 100 - 5000);
  EXPECT_EQ(report.metrics.peak_bytes, 5000);
  EXPECT_TRUE(adds_up("process", report.sites->process, report.metrics));
  EXPECT_EQ(report.sites->process[engine.site(1)].peak_bytes, 5000);
}

// That a wrong share would be seen.
TEST(SiteNumbers, DoNotAddUpWhenOneIsWrong) {
  SitesEngine engine;
  engine.allocate(1, 100, 1, Way::kGeneral);
  engine.release(1, Way::kGeneral);
  ASSERT_TRUE(adds_up(engine.read()));
  engine.tables().sites[0][engine.site(1)].peak_bytes = 101;
  EXPECT_FALSE(adds_up(engine.read()));
}

}  // namespace
}  // namespace e2e
}  // namespace highwater
