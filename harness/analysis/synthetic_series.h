// SPDX-License-Identifier: Apache-2.0
// Seeded series of live bytes, for the tests and the benchmark of growth. `Random` gives the same numbers
// with every library: std's engines do, its distributions do not.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "analysis/growth.h"

namespace highwater {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  // In [least, most].
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(most - least + 1));
  }
  bool chance(std::int64_t percent) { return between(1, 100) <= percent; }
  // Of mean 0 and deviation 1, from twelve uniform ones.
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += static_cast<double>(engine_() >> 11) / 9007199254740992.0;  // 2^53
    return sum;
  }

 private:
  std::mt19937_64 engine_;
};

using Series = std::vector<GrowthPoint>;

inline Series series_from(int count, const std::function<std::int64_t(std::int64_t)>& live_after) {
  Series series;
  for (int i = 1; i <= count; ++i) series.push_back({i, live_after(i)});
  return series;
}

// Without growth.
inline Series plateau(Random& random) {
  const std::int64_t level = random.between(0, 1 << 20);
  return series_from(static_cast<int>(random.between(20, 64)), [=](std::int64_t) { return level; });
}
inline Series one_step(Random& random) {
  const auto count = static_cast<int>(random.between(20, 64));
  const std::int64_t when = random.between(2, count);
  const std::int64_t height = random.between(1, 1 << 20);
  return series_from(count, [=](std::int64_t i) { return i >= when ? height : 0; });
}
inline Series cache(Random& random) {  // fills, an entry every `each` iterations, and stops
  const auto count = static_cast<int>(random.between(20, 64));
  const std::int64_t each = random.between(1, 3);
  const std::int64_t entries = random.between(1, (count - 5 * each) / each);
  const std::int64_t bytes = random.between(16, 4096);
  return series_from(count, [=](std::int64_t i) { return std::min(i / each, entries) * bytes; });
}
inline Series vector_growth(Random& random) {  // one element an iteration, capacity times 2 or 1.5
  const auto count = static_cast<int>(random.between(20, 64));
  const bool doubles = random.chance(50);
  const std::int64_t element = random.between(1, 64);
  std::int64_t capacity = random.between(1, 16);
  return series_from(count, [=](std::int64_t i) mutable {
    while (capacity < i) capacity = doubles ? capacity * 2 : std::max(capacity + 1, capacity * 3 / 2);
    return capacity * element;
  });
}
inline Series sawtooth(Random& random, std::int64_t leak) {  // about 1 MB, emptied every `period`
  const std::int64_t period = random.between(2, 10);
  const std::int64_t amount = (1 << 20) / period;
  const std::int64_t phase = random.between(0, period - 1);
  return series_from(static_cast<int>(random.between(20, 64)),
                     [=](std::int64_t i) { return (i + phase) % period * amount + leak * i; });
}
inline Series random_sawtooth(Random& random, std::int64_t leak) {  // random amounts, emptied at random
  std::int64_t held = 0;
  return series_from(static_cast<int>(random.between(40, 64)), [&random, leak, held](std::int64_t i) mutable {
    held = random.chance(30) ? 0 : held + random.between(1, 1 << 20);
    return held + leak * i;
  });
}
inline Series thread_noise(Random& random) {  // another thread's blocks, of one size, are there or not
  const std::int64_t block = random.between(16, 4096);
  const std::int64_t percent = random.between(5, 95);
  return series_from(static_cast<int>(random.between(20, 64)), [&random, block, percent](std::int64_t) {
    std::int64_t live = 0;
    for (int blocks = 0; blocks < 3; ++blocks) live += random.chance(percent) ? block : 0;
    return live;
  });
}
// `memory`: how much of the noise is in the next one.
inline Series noise(Random& random, double memory, double slope, int least_count) {
  const double deviation = static_cast<double>(random.between(100, 10000));
  double state = 0;
  return series_from(static_cast<int>(random.between(least_count, 64)),
                     [&random, memory, slope, deviation, state](std::int64_t i) mutable {
                       state = memory * state + std::sqrt(1 - memory * memory) * random.normal();
                       return std::llround(deviation * (state + slope * static_cast<double>(i)));
                     });
}
inline Series random_cache(Random& random) {  // random keys: fills ever more slowly
  const auto slots = static_cast<std::size_t>(random.between(2, 12));
  std::vector<bool> full(slots);
  std::int64_t live = 0;
  const std::int64_t bytes = random.between(16, 4096);
  return series_from(64, [&random, slots, full, live, bytes](std::int64_t) mutable {
    const auto slot = static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(slots) - 1));
    if (!full[slot]) live += bytes;
    full[slot] = true;
    return live;
  });
}

// With growth.
inline Series leak(Random& random, std::int64_t bytes) {
  const std::int64_t start = random.between(-1000, 1 << 20);
  return series_from(static_cast<int>(random.between(20, 64)),
                     [=](std::int64_t i) { return start + bytes * i; });
}
inline Series leak_after_warm_up(Random& random, std::int64_t bytes) {
  const auto count = static_cast<int>(random.between(24, 64));
  const std::int64_t warm = random.between(1, count / 3);
  const std::int64_t filling = random.between(100, 10000);
  return series_from(count, [=](std::int64_t i) { return std::min(i, warm) * filling + bytes * i; });
}
inline Series leak_with_step(Random& random, std::int64_t bytes) {
  const auto count = static_cast<int>(random.between(20, 64));
  const std::int64_t when = random.between(2, count);
  // What is given back is far more than what leaked: else it is a tooth.
  const std::int64_t height = random.chance(50) ? random.between(1, 100000) : -random.between(10000, 100000);
  return series_from(count, [=](std::int64_t i) { return bytes * i + (i >= when ? height : 0); });
}
inline Series leak_every(Random& random, std::int64_t bytes, std::int64_t each) {
  return series_from(static_cast<int>(random.between(20, 64)),
                     [=](std::int64_t i) { return i / each * bytes; });
}
inline Series random_leak(Random& random) {  // strings of random length
  const std::int64_t least = random.between(1, 100);
  std::int64_t live = 0;
  return series_from(static_cast<int>(random.between(20, 64)), [&random, least, live](std::int64_t) mutable {
    return live += random.between(least, 4 * least);
  });
}
inline Series leak_sometimes(Random& random) {  // one block, in 30 to 70 % of the iterations
  const std::int64_t percent = random.between(30, 70);
  std::int64_t live = 0;
  return series_from(64, [&random, percent, live](std::int64_t) mutable {
    return live += random.chance(percent) ? 128 : 0;
  });
}

}  // namespace highwater
