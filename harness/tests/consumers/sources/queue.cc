// SPDX-License-Identifier: Apache-2.0
// A scenario: ten rounds over a queue of 1,000 numbers. Wasteful: it is filled anew each time, and the old
// one is kept.
#include <highwater/scenario.h>

#include <cstring>
#include <vector>

int main() {
  const bool wasteful = std::strcmp(BEHAVIOUR, "wasteful") == 0;
  highwater::Region region{"rounds"};
  std::vector<std::vector<int>> queues(1);
  queues.reserve(10);
  int sum = 0;
  for (int round = 0; round < 10; ++round) {
    if (wasteful && round > 0) queues.emplace_back();
    queues.back().assign(1000, round);
    sum += queues.back().front();
    region.iteration();
  }
  return sum == 45 ? 0 : 1;
}
