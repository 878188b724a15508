// SPDX-License-Identifier: Apache-2.0
// The modes of the massif fixture that enter regions.
#include <highwater/scenario.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "probe/testing/massif_fixture.h"

namespace fixture {
namespace {

using highwater::Region;

void keep(size_t bytes) {
  kept = malloc(bytes);
}
void pass(size_t bytes) {
  free(malloc(bytes));
}

void set_up_hides_the_region() {
  void* set_up = malloc(50000000);
  pass(1);
  free(set_up);
  void* base = malloc(3000000);
  {
    Region region{"small"};
    for (int i = 0; i < 3; ++i) {
      void* work = malloc(40000);
      keep(100);
      free(work);
      region.iteration();
    }
  }
  free(base);
}

void set_up_stays() {
  keep(50000000);
  {
    Region region{"small"};
    void* work = malloc(40000);
    pass(2000);
    free(work);
    keep(48);
  }
}

void frees_older_blocks() {
  void* older = malloc(1000);
  {
    Region region{"frees"};
    free(older);
    keep(30);
  }
}

void nested() {
  Region outer{"outer"};
  void* first = malloc(1000);
  {
    Region inner{"inner"};
    pass(500);
    keep(20);
    inner.iteration();
  }
  free(first);
  pass(2000);
}

void re_entered() {
  for (int i = 1; i <= 5; ++i) {
    Region region{"again"};
    pass(size_t{1000} * static_cast<size_t>(i == 3 ? 10 : i));
    keep(8);
    region.iteration();
    region.iteration();
  }
  pass(1000000);
}

void re_entered_often() {
  for (int i = 0; i < 300; ++i) {
    Region region{"often"};
    pass(100000);
  }
}

void peak_after_the_regions() {
  {
    Region region{"early"};
    pass(1000);
  }
  void* late = malloc(7000);
  pass(2000);
  free(late);
}

void open_at_exit() {
  static Region region{"open"};  // never left: a region's destructor would run with the static ones
  keep(600);
  pass(1000);
  keep(50);
  _exit(0);
}

void open_at_abort() {
  Region region{"open"};
  keep(600);
  abort();
}

void growing_region() {
  Region region{"grows"};
  pass(10);
  keep(4000);
  keep(5000);
}

void empty_region() {
  Region region{"empty"};
}

void first_region_of_all() {
  Region region{"first"};
  pass(64);
}

void many_events() {
  pass(1000000);
  Region region{"many"};
  for (int i = 0; i < 5000; ++i) pass(100);
  void* blocks[50];
  for (void*& block : blocks) block = malloc(1000);
  for (void* block : blocks) free(block);
  for (int i = 0; i < 5000; ++i) pass(100);
}

void* churn(void*) {
  for (int i = 0; i < 300; ++i) pass(1000);
  return nullptr;
}

void threads() {
  Region region{"threads"};
  pthread_t workers[4];
  for (pthread_t& worker : workers) pthread_create(&worker, nullptr, churn, nullptr);
  for (pthread_t& worker : workers) pthread_join(worker, nullptr);
}

void* enter_often(void*) {
  for (int i = 0; i < 20; ++i) {
    Region region{"worker"};
    pass(3000);
    region.iteration();
  }
  return nullptr;
}

void threads_enter() {
  pthread_t workers[4];
  for (pthread_t& worker : workers) pthread_create(&worker, nullptr, enter_often, nullptr);
  for (pthread_t& worker : workers) pthread_join(worker, nullptr);
}

void forked_child_enters() {
  Region region{"parent"};
  keep(100);
  if (fork() == 0) {
    Region child{"child"};
    keep(5000);
    _exit(0);
  }
  keep(11);
}

void needs_too_much_ballast() {
  for (int i = 0; i < 100; ++i) {
    Region region{"huge"};
    pass(size_t{4} << 30);
  }
}

constexpr Mode kModes[] = {
    {"set-up-hides", set_up_hides_the_region},
    {"set-up-stays", set_up_stays},
    {"frees-older", frees_older_blocks},
    {"nested", nested},
    {"re-entered", re_entered},
    {"re-entered-often", re_entered_often},
    {"peak-after", peak_after_the_regions},
    {"open-at-exit", open_at_exit},
    {"open-at-abort", open_at_abort},
    {"growing-region", growing_region},
    {"empty-region", empty_region},
    {"first-region", first_region_of_all},
    {"many-events", many_events},
    {"threads", threads},
    {"threads-enter", threads_enter},
    {"forked-child-enters", forked_child_enters},
    {"too-much-ballast", needs_too_much_ballast},
    {nullptr, nullptr},
};

}  // namespace

const Mode* region_modes() {
  return kModes;
}

}  // namespace fixture
