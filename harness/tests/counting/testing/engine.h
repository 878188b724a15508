// SPDX-License-Identifier: Apache-2.0
// The two tiers of the counting engine with made-up blocks, put together as events.cc does, in memory that a
// forked child shares. For tests without a program. Compiled with optimisation, as the library is: what a
// kill leaves depends on the order in which the compiler puts the stores.
#pragma once

#include <cstdint>
#include <memory>

#include "counting/accountant.h"
#include "counting/regions.h"
#include "counting/site_accountant.h"
#include "counting/site_table.h"
#include "counting/testing/slot_memory.h"
#include "probe/segment.h"

namespace highwater::e2e {

// Which way an event is told: that of the common case is another one, and takes what it can.
enum class Way { kGeneral, kCommon };

// Blocks and sites by number; the counters have no sites.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual void allocate(std::uintptr_t block, std::size_t size, std::size_t site, Way way) = 0;
  virtual void release(std::uintptr_t block, Way way) = 0;
  virtual void reallocate(std::uintptr_t from, std::uintptr_t to, std::size_t size, std::size_t site) = 0;
  virtual void fail_to_reallocate(std::uintptr_t block) = 0;
  virtual void reallocate_to_nothing(std::uintptr_t block) = 0;
  virtual ProcessReport read() const = 0;

  counting::Regions& regions() { return *regions_; }
  counting::Process& process() { return *memory_.process(); }
  counting::SiteTables& tables() { return *memory_.tables(); }

 protected:
  counting::SlotMemory memory_;
  std::unique_ptr<counting::Accountant> accountant_ = std::make_unique<counting::Accountant>();
  std::unique_ptr<counting::Regions> regions_ = std::make_unique<counting::Regions>();
};

class CountersEngine : public Engine {
 public:
  CountersEngine();
  void allocate(std::uintptr_t block, std::size_t size, std::size_t site, Way way) override;
  void release(std::uintptr_t block, Way way) override;
  void reallocate(std::uintptr_t from, std::uintptr_t to, std::size_t size, std::size_t site) override;
  void fail_to_reallocate(std::uintptr_t block) override;
  void reallocate_to_nothing(std::uintptr_t block) override;
  ProcessReport read() const override { return read_process(*memory_.process()); }
};

class SitesEngine : public Engine {
 public:
  SitesEngine();
  // The index of a site's numbers in a report: sites come into being at their first use. 0 is that of what
  // has none.
  std::uint32_t site(std::size_t number);
  void allocate(std::uintptr_t block, std::size_t size, std::size_t site, Way way) override;
  void release(std::uintptr_t block, Way way) override;
  void reallocate(std::uintptr_t from, std::uintptr_t to, std::size_t size, std::size_t site) override;
  void fail_to_reallocate(std::uintptr_t block) override;
  void reallocate_to_nothing(std::uintptr_t block) override;
  ProcessReport read() const override { return read_process(*memory_.process(), memory_.tables()); }

 private:
  std::unique_ptr<counting::SiteAccountant> sites_ = std::make_unique<counting::SiteAccountant>();
  std::unique_ptr<counting::SiteBoundaries> boundaries_ = std::make_unique<counting::SiteBoundaries>();
  std::unique_ptr<counting::SiteTable> table_ = std::make_unique<counting::SiteTable>();
};

}  // namespace highwater::e2e
