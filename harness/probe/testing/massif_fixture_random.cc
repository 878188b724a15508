// SPDX-License-Identifier: Apache-2.0
// The mode "random SEED EVENTS" of the massif fixture: an arbitrary heap in nested and re-entered regions,
// which keeps its own books and prints them at the end, one line for the process and one a region: "NAME PEAK
// RETAINED_BYTES RETAINED_BLOCKS ALLOCATED_BYTES ALLOCATIONS".
#include <highwater/scenario.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "probe/testing/massif_fixture.h"

namespace fixture {
namespace {

uint64_t state = 0;

// SplitMix64: every seed gives another sequence.
uint64_t next_random() {
  uint64_t mixed = (state += 0x9e3779b97f4a7c15);
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

size_t random_below(size_t limit) {
  return static_cast<size_t>(next_random() % limit);
}

struct Sums {
  int64_t live = 0, blocks = 0, total = 0, calls = 0;
};

struct Books {
  int open = 0;
  Sums start;
  int64_t highest = 0;  // live, while open
  int64_t peak = 0;
  Sums sum;
};

Sums now;
constexpr const char* kNames[] = {"process", "outer", "inner"};
Books books[3];

void note_peak() {
  for (Books& book : books)
    if (book.open != 0 && now.live > book.highest) book.highest = now.live;
}

void enter(Books& book) {
  book.open = 1;
  book.start = now;
  book.highest = now.live;
}

void leave(Books& book) {
  book.open = 0;
  if (book.highest - book.start.live > book.peak) book.peak = book.highest - book.start.live;
  book.sum.live += now.live - book.start.live;
  book.sum.blocks += now.blocks - book.start.blocks;
  book.sum.total += now.total - book.start.total;
  book.sum.calls += now.calls - book.start.calls;
}

struct Block {
  void* address;
  size_t size;
};
Block blocks[200];

void change(int64_t bytes, int64_t count) {
  now.live += bytes;
  now.blocks += count;
  note_peak();
}

void allocated(size_t size) {
  now.total += static_cast<int64_t>(size);
  now.calls += 1;
}

size_t random_size() {
  constexpr size_t kLimits[] = {1, 24, 200, 5000, 100000};
  return random_below(kLimits[random_below(5)]);
}

void one_event() {
  Block& block = blocks[random_below(200)];
  if (block.address == nullptr) {
    block.size = random_size();
    block.address = malloc(block.size);
    allocated(block.size);
    change(static_cast<int64_t>(block.size), 1);
  } else if (random_below(3) == 0) {
    const size_t size = random_size() + 1;
    block.address = realloc(block.address, size);
    allocated(size);
    change(static_cast<int64_t>(size) - static_cast<int64_t>(block.size), 0);
    block.size = size;
  } else {
    free(block.address);
    block.address = nullptr;
    change(-static_cast<int64_t>(block.size), -1);
  }
}

void some_events(size_t count) {
  for (size_t i = random_below(count) + 1; i != 0; --i) one_event();
}

}  // namespace

void random_heap(const char* seed, const char* events) {
  state = static_cast<uint64_t>(atoi(seed));
  const size_t count = static_cast<size_t>(atoi(events));
  enter(books[0]);
  for (int round = 0; round < 4; ++round) {
    some_events(count);
    highwater::Region outer{"outer"};
    enter(books[1]);
    some_events(count);
    for (int inner_round = 0; inner_round < 2; ++inner_round) {
      highwater::Region inner{"inner"};
      enter(books[2]);
      some_events(count);
      leave(books[2]);
    }
    some_events(count);
    leave(books[1]);
  }
  some_events(count);
  leave(books[0]);
  for (int index = 0; index < 3; ++index) {
    const Books& book = books[index];
    char line[200];
    const int length = snprintf(line, sizeof line, "%s %ld %ld %ld %ld %ld\n", kNames[index], book.peak,
                                book.sum.live, book.sum.blocks, book.sum.total, book.sum.calls);
    if (write(1, line, static_cast<size_t>(length)) < 0) _exit(9);
  }
}

}  // namespace fixture
