// SPDX-License-Identifier: Apache-2.0
#include "counting/recording_accountant.h"

#include <sys/single_threaded.h>

#include "counting/one_instruction.h"
#include "counting/spin_lock.h"

namespace highwater::counting {
namespace {

constexpr std::memory_order kRelaxed = std::memory_order_relaxed;

std::int64_t load(const std::atomic<std::int64_t>& value) noexcept {
  return value.load(kRelaxed);
}
void add_to(std::atomic<std::int64_t>& sum, std::int64_t value) noexcept {
  sum.store(load(sum) + value, kRelaxed);
}

// What a reader sees of what comes after this, it sees of what comes before. x86-64 keeps the order of stores
// by itself; ThreadSanitizer knows no fences, and needs none where everything is atomic.
void order_stores() noexcept {
#if defined(__x86_64__) || defined(__SANITIZE_THREAD__)
  std::atomic_signal_fence(std::memory_order_seq_cst);
#else
  std::atomic_thread_fence(std::memory_order_release);
#endif
}

// While it lasts nobody else has one. Its count of events is odd meanwhile, for a reader.
class RecordingTurn {
 public:
  explicit RecordingTurn(Recording& recording) noexcept
      : recording_(recording), locks_(!__libc_single_threaded) {
    if (locks_) lock_word(recording_.turn);
    recording_.events.store(recording_.events.load(kRelaxed) + 1, kRelaxed);
    order_stores();
  }
  ~RecordingTurn() {
    recording_.events.store(recording_.events.load(kRelaxed) + 1, std::memory_order_release);
    if (locks_) unlock_word(recording_.turn);
  }
  RecordingTurn(const RecordingTurn&) = delete;  // would end twice
  RecordingTurn& operator=(const RecordingTurn&) = delete;

 private:
  Recording& recording_;
  const bool locks_;
};

// The number last: until then the site counts for nothing.
[[gnu::noinline]] void begin(Site& site, const Recording& recording) noexcept {
  for (std::atomic<std::int64_t>* number : {&site.allocated_bytes, &site.allocations, &site.freed_bytes,
                                            &site.frees, &site.peak_bytes, &site.peak_blocks})
    number->store(0, kRelaxed);
  site.window.store(recording.window.load(kRelaxed), kRelaxed);
  site.recording.store(recording.number.load(kRelaxed), std::memory_order_release);
}

}  // namespace

void RecordingAccountant::start(Process* process, Accountant* accountant) noexcept {
  process_ = process;
  tables_ = site_tables_of(process);
  accountant_ = accountant;
}

// The first event of a recording finds what is live, and begins.
void RecordingAccountant::catch_up(std::uint32_t word) noexcept {
  Recording& recording = tables_->recording;
  const std::uint32_t number = recording_number(word);
  if (!is_recording(word) || number <= recording.number.load(kRelaxed)) [[likely]]
    return;
  const std::int64_t live = counters_of(*process_).live_bytes;
  recording.other_bytes.store(live, kRelaxed);
  recording.recorded_bytes.store(0, kRelaxed);
  recording.peak_bytes.store(live, kRelaxed);
  recording.window.store(recording.window.load(kRelaxed) + 1, kRelaxed);
  recording.number.store(number, std::memory_order_release);
}

Site& RecordingAccountant::touch(std::uint32_t number) noexcept {
  Site& site = tables_->sites[thread_lane][number];
  const Recording& recording = tables_->recording;
  if (site.recording.load(kRelaxed) != recording.number.load(kRelaxed)) [[unlikely]]
    begin(site, recording);
  const std::uint64_t window = recording.window.load(kRelaxed);
  if (site.window.load(kRelaxed) != window) [[unlikely]]
    SiteAccountant::note_share(site, window);
  return site;
}

RecordingAccountant::Entered RecordingAccountant::enter(const Accounting& accounting, const void* block,
                                                        std::size_t size, std::uint32_t site,
                                                        std::uint32_t word) noexcept {
  Entered entered;
  if (word != 0) entered.replaced.mark = marks_.take(block);
  entered.replaced.size = accountant_->enter_only(accounting, block, size);
  if (!is_recording(word)) return entered;
  entered.mark = recording_mark(recording_number(word), site);
  if (!marks_.put(block, entered.mark)) entered.mark = 0;
  return entered;
}

// A mark of a recording that is over by now, or without memory for it: another block.
void RecordingAccountant::add(RecordingMark mark, std::int64_t size, std::uint32_t word) noexcept {
  accountant_->ledger().add(size);
  add_to_site(mark, size, word);
}

void RecordingAccountant::add_to_site(RecordingMark mark, std::int64_t size, std::uint32_t word) noexcept {
  Recording& recording = tables_->recording;
  if (mark == 0 || recording_of(mark) != recording.number.load(kRelaxed)) [[unlikely]] {
    if (is_recording(word)) add_to(recording.other_bytes, size);
    return;
  }
  Site& site = touch(site_of(mark));
  add_in_one(site.allocated_bytes, size);
  add_in_one(site.allocations, 1);
  add_to(recording.recorded_bytes, size);
}

// What is live may be a new peak that is about to be left; then the shares are of this moment, before the
// change.
void RecordingAccountant::subtract(Taken old, std::uint32_t word) noexcept {
  Recording& recording = tables_->recording;
  const auto size = static_cast<std::int64_t>(old.size.size);
  const std::int64_t live = load(recording.other_bytes) + load(recording.recorded_bytes);
  if (live > load(recording.peak_bytes)) {
    recording.peak_bytes.store(live, kRelaxed);
    recording.window.store(recording.window.load(kRelaxed) + 1, kRelaxed);
  }
  if (old.mark != 0 && recording_of(old.mark) == recording.number.load(kRelaxed)) {
    Site& site = touch(site_of(old.mark));
    add_in_one(site.freed_bytes, size);
    add_in_one(site.frees, 1);
    add_to(recording.recorded_bytes, -size);
  } else if (is_recording(word)) {
    add_to(recording.other_bytes, -size);
  }
  accountant_->ledger().subtract(size);
}

void RecordingAccountant::allocated(const Accounting& accounting, const void* block, std::size_t size,
                                    std::uint32_t site, std::uint32_t word) noexcept {
  const Entered entered = enter(accounting, block, size, site, word);
  if (!is_recording(word) && entered.replaced.mark == 0) {
    if (entered.replaced.size.known)
      accountant_->ledger().subtract(static_cast<std::int64_t>(entered.replaced.size.size));
    accountant_->ledger().add(static_cast<std::int64_t>(size));
    return;
  }
  prepare(entered.mark);
  const RecordingTurn turn(tables_->recording);
  catch_up(word);
  if (entered.replaced.size.known) subtract(entered.replaced, word);
  add(entered.mark, static_cast<std::int64_t>(size), word);
}

// A mark that is not a new one's cannot be there: the map of sizes knows the address as free.
bool RecordingAccountant::allocated_alone(const void* block, std::size_t size, std::uint32_t site,
                                          std::uint32_t word) noexcept {
  const RecordingTurn turn(tables_->recording);
  catch_up(word);
  if (!accountant_->allocated_alone(block, size)) [[unlikely]]
    return false;
  RecordingMark mark = recording_mark(recording_number(word), site);
  if (!marks_.put(block, mark)) mark = 0;
  add_to_site(mark, static_cast<std::int64_t>(size), word);
  return true;
}

bool RecordingAccountant::released_alone(const void* block, std::uint32_t word) noexcept {
  const std::int64_t size = accountant_->take_alone(block);
  if (size == SizeMap::kUnknown) [[unlikely]]
    return false;
  const RecordingTurn turn(tables_->recording);
  catch_up(word);
  subtract({.size = {static_cast<std::size_t>(size), true}, .mark = marks_.take(block)}, word);
  return true;
}

RecordingAccountant::Taken RecordingAccountant::take(const Accounting& accounting,
                                                     const void* block) noexcept {
  return {.size = accountant_->take(accounting, block), .mark = marks_.take(block)};
}

void RecordingAccountant::released(const Accounting& accounting, const void* block,
                                   std::uint32_t word) noexcept {
  release_taken(accounting, take(accounting, block), word);
}

void RecordingAccountant::release_taken(const Accounting& accounting, Taken old,
                                        std::uint32_t word) noexcept {
  if (!old.size.known || (old.mark == 0 && !is_recording(word)))
    return accountant_->release_taken(accounting, old.size);
  prepare(old.mark);
  const RecordingTurn turn(tables_->recording);
  catch_up(word);
  subtract(old, word);
}

void RecordingAccountant::reallocated(const Accounting& accounting, Taken old, const void* block,
                                      std::size_t size, std::uint32_t site, std::uint32_t word) noexcept {
  const Entered entered = enter(accounting, block, size, site, word);
  if (!is_recording(word) && entered.replaced.mark == 0 && old.mark == 0) {
    if (entered.replaced.size.known)
      accountant_->ledger().subtract(static_cast<std::int64_t>(entered.replaced.size.size));
    accountant_->ledger().replace(old.size.known, static_cast<std::int64_t>(old.size.size),
                                  static_cast<std::int64_t>(size));
    return;
  }
  prepare(entered.mark);
  const RecordingTurn turn(tables_->recording);
  catch_up(word);
  if (entered.replaced.size.known) subtract(entered.replaced, word);
  if (old.size.known) subtract(old, word);
  add(entered.mark, static_cast<std::int64_t>(size), word);
}

void RecordingAccountant::give_back(const Accounting& accounting, Taken old, const void* block) noexcept {
  accountant_->give_back(accounting, old.size, block);
  if (old.mark != 0) marks_.put(block, old.mark);
}

}  // namespace highwater::counting
