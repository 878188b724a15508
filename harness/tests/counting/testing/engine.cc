// SPDX-License-Identifier: Apache-2.0
#include "tests/counting/testing/engine.h"

#include <sys/single_threaded.h>

namespace highwater::e2e {
namespace {

using counting::Accounting;

// 32 bytes apart, as glibc's smallest blocks are.
const void* fake(std::uintptr_t number) {
  return reinterpret_cast<const void*>((std::uintptr_t{1} << 30) + 32 * number);
}

}  // namespace

CountersEngine::CountersEngine() {
  accountant_->start(memory_.process(), fake(0));
  regions_->start(memory_.process(), &accountant_->ledger());
}

// As on_malloc() does, and malloc_otherwise() where there are several threads.
void CountersEngine::allocate(std::uintptr_t block, std::size_t size, std::size_t, Way way) {
  if (way == Way::kCommon && __libc_single_threaded && accountant_->allocated_alone(fake(block), size))
    return;
  if (way == Way::kCommon && !__libc_single_threaded && accountant_->allocated_at_once(fake(block), size))
    return;
  accountant_->allocated(Accounting(), fake(block), size);
}

// As on_free() does, and free_otherwise().
void CountersEngine::release(std::uintptr_t block, Way way) {
  if (way == Way::kCommon && __libc_single_threaded) {
    const std::int64_t size = accountant_->take_alone(fake(block));
    if (size != counting::SizeMap::kUnknown) {
      if (accountant_->ledger().must_look()) accountant_->ledger().look();
      accountant_->ledger().subtract_alone(size);
      return;
    }
  }
  if (way == Way::kCommon && !__libc_single_threaded && accountant_->released_at_once(fake(block))) return;
  accountant_->released(Accounting(), fake(block));
}

void CountersEngine::reallocate(std::uintptr_t from, std::uintptr_t to, std::size_t size, std::size_t) {
  const Accounting accounting;
  accountant_->reallocated(accounting, accountant_->take(accounting, fake(from)), fake(to), size);
}

void CountersEngine::fail_to_reallocate(std::uintptr_t block) {
  const Accounting accounting;
  accountant_->give_back(accounting, accountant_->take(accounting, fake(block)), fake(block));
}

void CountersEngine::reallocate_to_nothing(std::uintptr_t block) {
  const Accounting accounting;
  accountant_->release_taken(accounting, accountant_->take(accounting, fake(block)));
}

SitesEngine::SitesEngine() {
  accountant_->start(memory_.process(), nullptr);
  sites_->start(memory_.process(), &accountant_->ledger(), fake(0), counting::BlockMap::Room::kTwoGranules);
  boundaries_->start(memory_.process());
  table_->start(memory_.tables());
  regions_->start(memory_.process(), &accountant_->ledger(), boundaries_.get());
}

std::uint32_t SitesEngine::site(std::size_t number) {
  const auto frame = static_cast<std::uint32_t>(number);
  bool full = false;
  return number == 0 ? counting::kOverflowSite : table_->site_of(&frame, 1, &full);
}

void SitesEngine::allocate(std::uintptr_t block, std::size_t size, std::size_t site, Way way) {
  const std::uint32_t number = this->site(site);
  if (way == Way::kCommon && __libc_single_threaded && sites_->allocated_alone(fake(block), size, number))
    return;
  sites_->allocated(Accounting(), fake(block), size, number);
}

void SitesEngine::release(std::uintptr_t block, Way way) {
  if (way == Way::kCommon && __libc_single_threaded && sites_->released_alone(fake(block))) return;
  sites_->released(Accounting(), fake(block));
}

void SitesEngine::reallocate(std::uintptr_t from, std::uintptr_t to, std::size_t size, std::size_t site) {
  const Accounting accounting;
  sites_->reallocated(accounting, sites_->take(accounting, fake(from)), fake(to), size, this->site(site));
}

void SitesEngine::fail_to_reallocate(std::uintptr_t block) {
  const Accounting accounting;
  sites_->give_back(accounting, sites_->take(accounting, fake(block)), fake(block));
}

void SitesEngine::reallocate_to_nothing(std::uintptr_t block) {
  const Accounting accounting;
  sites_->release_taken(accounting, sites_->take(accounting, fake(block)));
}

}  // namespace highwater::e2e
