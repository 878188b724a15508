// SPDX-License-Identifier: Apache-2.0
// A scenario: a ring of SLOTS blocks, through which more go than it has room for.
#include <highwater/scenario.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 0;
  highwater::Region region{"filled"};
  std::vector<std::unique_ptr<std::string>> ring(SLOTS);
  for (std::size_t round = 0; round < static_cast<std::size_t>(rounds); ++round) {
    ring[round % ring.size()] = std::make_unique<std::string>(1000, 'x');
    region.iteration();
  }
  return ring.front() == nullptr ? 1 : 0;
}
