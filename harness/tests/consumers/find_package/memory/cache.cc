// SPDX-License-Identifier: Apache-2.0
// A scenario: a cache that keeps 100,000 bytes, or ten times as much when it is wasteful and large.
#include <highwater/scenario.h>

#include <cstdlib>
#include <cstring>

int main(int argc, char** argv) {
  const bool large = argc > 1 && std::strcmp(argv[1], "large") == 0;
  const bool wasteful = std::strcmp(BEHAVIOUR, "wasteful") == 0;
  highwater::Region region{"cache"};
  void* kept = std::malloc(large && wasteful ? 1000000 : 100000);
  return kept == nullptr ? 1 : 0;
}
