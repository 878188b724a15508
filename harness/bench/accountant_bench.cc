// SPDX-License-Identifier: Apache-2.0
// What one event costs in the accountant alone: no allocator, no interposed function. Addresses are 48 bytes
// apart, about the middle of what small blocks of glibc's malloc are.
#include <benchmark/benchmark.h>

#include <memory>

#include "counting/accountant.h"
#include "counting/regions.h"
#include "counting/site_accountant.h"
#include "counting/unwind/pages.h"

namespace highwater::counting {
namespace {

const void* fake(std::uintptr_t thread, std::uintptr_t number) {
  return reinterpret_cast<const void*>(0x10000 + (thread << 40) + 48 * number);
}

struct Shared {
  Shared() {
    accountant->start(process.get());
    regions->start(process.get(), &accountant->ledger());
  }
  std::unique_ptr<Process> process = std::make_unique<Process>();
  std::unique_ptr<Accountant> accountant = std::make_unique<Accountant>();
  std::unique_ptr<Regions> regions = std::make_unique<Regions>();
};

// Allocate and release one block while range(0) others are live: from a table that fits the first cache to
// one that fits none.
void BM_AllocateAndRelease(benchmark::State& state) {
  static Shared shared;
  const auto thread = static_cast<std::uintptr_t>(state.thread_index()) + 1;
  const auto live = static_cast<std::uintptr_t>(state.range(0));
  if (live == 0) return state.SkipWithError("no block to replace");
  for (std::uintptr_t i = 0; i < live; ++i) shared.accountant->allocated(Accounting(), fake(thread, i), 100);
  std::uintptr_t next = 0;
  for (auto unused : state) {
    (void)unused;
    shared.accountant->released(Accounting(), fake(thread, next));
    shared.accountant->allocated(Accounting(), fake(thread, next), 100);
    next = (next + 7919) % live;  // a prime: no neighbour of the last one
  }
  for (std::uintptr_t i = 0; i < live; ++i) shared.accountant->released(Accounting(), fake(thread, i));
  state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(BM_AllocateAndRelease)->Arg(64)->Arg(4096)->Arg(262144)->Threads(1)->Threads(2)->UseRealTime();

// The same with sites: one of range(0), in turn. With two threads each event has to wait for its turn.
struct SharedSites {
  SharedSites() {
    accountant->start(process);
    sites->start(process, &accountant->ledger(), nullptr, BlockMap::Room::kTwoGranules);
  }
  Process* process = static_cast<Process*>(map_pages(kSlotBytesWithSites));
  std::unique_ptr<Accountant> accountant = std::make_unique<Accountant>();
  std::unique_ptr<SiteAccountant> sites = std::make_unique<SiteAccountant>();
};

void BM_AllocateAndReleaseAtSites(benchmark::State& state) {
  static SharedSites shared;
  const auto thread = static_cast<std::uintptr_t>(state.thread_index()) + 1;
  const auto count = static_cast<std::uint32_t>(state.range(0));
  std::uint32_t site = 0;
  for (auto unused : state) {
    (void)unused;
    const Accounting accounting;
    shared.sites->allocated(accounting, fake(thread, site), 100, site);
    shared.sites->released(accounting, fake(thread, site));
    site = site + 1 == count ? 0 : site + 1;
  }
  state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(BM_AllocateAndReleaseAtSites)->Arg(1)->Arg(1000)->Threads(1)->Threads(2)->UseRealTime();

void BM_Reallocate(benchmark::State& state) {
  Shared shared;
  shared.accountant->allocated(Accounting(), fake(1, 1), 100);
  for (auto unused : state) {
    (void)unused;
    const Accounting accounting;
    shared.accountant->reallocated(accounting, shared.accountant->take(accounting, fake(1, 1)), fake(1, 1),
                                   200);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Reallocate);

void BM_RegionEnterAndLeave(benchmark::State& state) {
  Shared shared;
  for (auto unused : state) {
    (void)unused;
    shared.regions->leave(shared.regions->enter("region"));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_RegionEnterAndLeave);

}  // namespace
}  // namespace highwater::counting
