// SPDX-License-Identifier: Apache-2.0
// A kill in the middle of an event leaves the numbers right, up to that one event: a child does one event in
// memory that it shares with the test, which looks at the numbers after every single instruction. A kill
// falls between two of them.
//
// Of the event that is under way every part may be there or not. What it does not touch is as it was; what
// the sites have adds up to what the process has.
#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/single_threaded.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <random>
#include <thread>

#include "tests/counting/testing/engine.h"

namespace highwater::e2e {
namespace {

// Runs `event` in a forked child and calls `look` after each of its instructions. How many there were; 0: it
// did not come to its end.
int step_through(const std::function<void()>& event, const std::function<void()>& look) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::kill(::getpid(), SIGSTOP);
    event();
    ::kill(::getpid(), SIGSTOP);
    ::_exit(0);
  }
  int status = 0;
  int steps = 0;
  ::waitpid(child, &status, 0);
  bool is_over = false;
  while (WIFSTOPPED(status) && !is_over && !testing::Test::HasFailure()) {
    if (::ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) != 0) break;
    if (::waitpid(child, &status, 0) != child) break;
    is_over = WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP;
    ++steps;
    look();
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
  return is_over ? steps : 0;
}

struct Cut {
  std::string what;
  std::function<void(Engine&)> perform;
  std::int64_t taken_out = 0;  // the block that it takes
  bool takes_one = false;
  std::map<std::string, int> passes = {};  // that are open of each region: each counts the event
};

// Numbers of one process, region or site before and after an event, and while it was under way.
template <typename Numbers>
testing::AssertionResult is_between(const std::string& who, const Numbers& before, const Numbers& now,
                                    const Numbers& after, const Cut& cut, int passes = 1) {
  const auto is_one_of = [](std::int64_t number, std::initializer_list<std::int64_t> allowed) {
    return std::find(allowed.begin(), allowed.end(), number) != allowed.end();
  };
  const std::int64_t bytes_without = before.retained_bytes - passes * cut.taken_out;
  const std::int64_t blocks_without = before.retained_blocks - passes * cut.takes_one;
  if (is_one_of(now.peak_bytes, {before.peak_bytes, after.peak_bytes}) &&
      is_one_of(now.retained_bytes, {before.retained_bytes, after.retained_bytes, bytes_without}) &&
      is_one_of(now.retained_blocks, {before.retained_blocks, after.retained_blocks, blocks_without}) &&
      is_one_of(now.allocated_bytes, {before.allocated_bytes, after.allocated_bytes}) &&
      is_one_of(now.allocations, {before.allocations, after.allocations}))
    return testing::AssertionSuccess();
  testing::AssertionResult failure = testing::AssertionFailure();
  failure << who << ", " << cut.what << "\n";
  for (const Numbers* numbers : {&before, &now, &after})
    failure << "peak " << numbers->peak_bytes << ", retained " << numbers->retained_bytes << " in "
            << numbers->retained_blocks << ", allocated " << numbers->allocated_bytes << " in "
            << numbers->allocations << "\n";
  return failure;
}

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
  return testing::AssertionFailure() << who << ": peak " << sums.peak_bytes << " of " << metrics.peak_bytes
                                     << ", retained " << sums.retained_bytes << " of "
                                     << metrics.retained_bytes << " in " << sums.retained_blocks << " of "
                                     << metrics.retained_blocks << ", allocated " << sums.allocated_bytes
                                     << " of " << metrics.allocated_bytes << " in " << sums.allocations
                                     << " of " << metrics.allocations;
}

template <typename Numbers>
Numbers at(const std::vector<Numbers>& numbers, std::size_t index) {
  return index < numbers.size() ? numbers[index] : Numbers{};
}

testing::AssertionResult sites_are_between(const std::string& who, const std::vector<SiteResult>& before,
                                           const std::vector<SiteResult>& now,
                                           const std::vector<SiteResult>& after, const Cut& cut,
                                           int passes = 1) {
  testing::AssertionResult result = testing::AssertionSuccess();
  for (std::size_t i = 0; i < now.size() && result; ++i)
    result =
        is_between(who + ", site " + std::to_string(i), at(before, i), now[i], at(after, i), cut, passes);
  return result;
}

testing::AssertionResult is_right(const ProcessReport& before, const ProcessReport& now,
                                  const ProcessReport& after, const Cut& cut) {
  if (now.peak_upper_bytes != now.metrics.peak_bytes) return testing::AssertionFailure() << "not exact";
  testing::AssertionResult result = is_between("process", before.metrics, now.metrics, after.metrics, cut);
  if (result && now.sites)
    result =
        sites_are_between("process", before.sites->process, now.sites->process, after.sites->process, cut);
  if (result && now.sites) result = adds_up("process", now.sites->process, now.metrics);
  for (std::size_t i = 0; i < now.regions.size() && result; ++i) {
    const std::string& name = now.regions[i].name;
    const auto open = cut.passes.find(name);
    const int passes = open == cut.passes.end() ? 0 : open->second;
    result = is_between(name, at(before.regions, i).metrics, now.regions[i].metrics,
                        at(after.regions, i).metrics, cut, passes);
    // At a boundary the sites of regions are not known.
    if (!now.sites || now.sites->regions[i].empty()) continue;
    if (result)
      result = sites_are_between(name, at(before.sites->regions, i), now.sites->regions[i],
                                 at(after.sites->regions, i), cut, passes);
    if (result) result = adds_up(name, now.sites->regions[i], now.regions[i].metrics);
  }
  return result;
}

// A random event, and what it takes: of few blocks and sizes, so that peaks are reached again, and blocks of
// every representation.
class Program {
 public:
  explicit Program(unsigned seed) : random_(seed) {}

  Cut next() {
    std::map<std::string, int> passes;
    for (const auto& [handle, name] : open_) ++passes[name];
    Cut cut = next_event();
    cut.passes = std::move(passes);
    return cut;
  }

 private:
  Cut next_event() {
    const std::uintptr_t block = below(6);
    const std::size_t site = below(4);
    const std::size_t sizes[] = {0, 16, 100, 100, 3000, 20000};
    const std::size_t size = sizes[below(6)];
    const Way way = below(4) == 0 ? Way::kGeneral : Way::kCommon;
    const auto known = blocks_.find(block);
    const std::int64_t old = known == blocks_.end() ? 0 : known->second;
    const bool is_known = known != blocks_.end();
    switch (below(10)) {
      case 0:
        if (open_.size() < 3) {
          const std::string name = "region " + std::to_string(below(2));
          // The lowest that is free.
          int handle = 0;
          while (open_.count(handle) != 0) ++handle;
          open_[handle] = name;
          return {"enter " + name, [name](Engine& engine) { engine.regions().enter(name.c_str()); }};
        }
        break;
      case 1:
        if (!open_.empty()) {
          auto which = open_.begin();
          std::advance(which, static_cast<std::ptrdiff_t>(below(open_.size())));
          const int handle = which->first;
          open_.erase(which);
          return {"leave " + std::to_string(handle),
                  [handle](Engine& engine) { engine.regions().leave(handle); }};
        }
        break;
      case 2:
      case 3:
        if (is_known) {
          blocks_[block] = static_cast<std::int64_t>(size);
          return {"reallocate " + std::to_string(old) + " to " + std::to_string(size),
                  [=](Engine& engine) { engine.reallocate(block, block, size, site); }, old, true};
        }
        break;
      case 4:
        return {"fail", [=](Engine& engine) { engine.fail_to_reallocate(block); }};
      case 5:
        blocks_.erase(block);
        return {"reallocate to nothing", [=](Engine& engine) { engine.reallocate_to_nothing(block); }, old,
                is_known};
      default:
        break;
    }
    if (is_known) {
      blocks_.erase(block);
      return {"release " + std::to_string(old), [=](Engine& engine) { engine.release(block, way); }, old,
              true};
    }
    blocks_[block] = static_cast<std::int64_t>(size);
    return {"allocate " + std::to_string(size),
            [=](Engine& engine) { engine.allocate(block, size, site, way); }};
  }

  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::mt19937_64 random_;
  std::map<std::uintptr_t, std::int64_t> blocks_;
  std::map<int, std::string> open_;
};

// Cuts each of the first events of a random program at every instruction. A child's event is its own: the
// engine here does it again afterwards, in memory of its own, since a child has changed what both share.
template <typename TestedEngine>
void cut_every_event(unsigned seed, int events) {
  for (int number = 0; number < events && !testing::Test::HasFailure(); ++number) {
    const auto engine_before = [&](Cut* cut) {
      auto engine = std::make_unique<TestedEngine>();
      Program program(seed);
      for (int i = 0; i < number; ++i) program.next().perform(*engine);
      *cut = program.next();
      return engine;
    };
    Cut cut;
    const std::unique_ptr<TestedEngine> done = engine_before(&cut);
    cut.perform(*done);
    const ProcessReport after = done->read();
    const std::unique_ptr<TestedEngine> engine = engine_before(&cut);
    const ProcessReport before = engine->read();
    int step = 0;
    const int steps = step_through([&] { cut.perform(*engine); },
                                   [&] {
                                     ++step;
                                     ASSERT_TRUE(is_right(before, engine->read(), after, cut))
                                         << "seed " << seed << ", event " << number << ", instruction "
                                         << step;
                                   });
    ASSERT_GT(steps, 20) << "the child was not followed to its end";
    const ProcessReport end = engine->read();
    ASSERT_EQ(end.metrics, after.metrics) << cut.what;
    ASSERT_TRUE(!end.sites || end.sites->process == after.sites->process) << cut.what;
  }
}

class EventCut : public testing::Test {
 protected:
  // From now on this process has had threads.
  static void have_company() {
    std::thread([] {}).join();
    ASSERT_FALSE(__libc_single_threaded);
  }
};

TEST_F(EventCut, LeavesCountersRight) {
  for (unsigned seed = 1; seed <= 2; ++seed) cut_every_event<CountersEngine>(seed, 50);
}

TEST_F(EventCut, LeavesSitesRight) {
  for (unsigned seed = 1; seed <= 2; ++seed) cut_every_event<SitesEngine>(seed, 50);
}

TEST_F(EventCut, LeavesCountersRightAmongThreads) {
  have_company();
  cut_every_event<CountersEngine>(4, 50);
}

TEST_F(EventCut, LeavesSitesRightAmongThreads) {
  have_company();
  cut_every_event<SitesEngine>(4, 50);
}

// That a wrong order of stores would be seen: an event that does in two what is to be done in one.
TEST_F(EventCut, NoticesAnEventInTwoParts) {
  CountersEngine engine;
  engine.allocate(1, 100, 0, Way::kGeneral);
  const ProcessReport before = engine.read();
  CountersEngine done;
  done.allocate(1, 100, 0, Way::kGeneral);
  done.allocate(2, 50, 0, Way::kGeneral);
  const Cut cut{"allocate 50", nullptr};
  int wrong = 0;
  const int steps = step_through(
      [&] {
        engine.allocate(2, 20, 0, Way::kGeneral);
        engine.allocate(3, 30, 0, Way::kGeneral);
      },
      [&] { wrong += !is_right(before, engine.read(), done.read(), cut); });
  EXPECT_GT(steps, 20);
  EXPECT_GT(wrong, 0);
}

}  // namespace
}  // namespace highwater::e2e
