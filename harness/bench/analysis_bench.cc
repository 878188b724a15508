// SPDX-License-Identifier: Apache-2.0
// What it costs to fit and classify ten thousand scenarios: growth over 20 to 64 iterations, the scaling of
// three metrics over four sizes, and the noise of five metrics over five runs. The target is one second for
// all of it; the row `all` is that number.
#include <benchmark/benchmark.h>

#include <vector>

#include "analysis/growth.h"
#include "analysis/noise.h"
#include "analysis/scaling.h"
#include "analysis/synthetic_series.h"

namespace highwater {
namespace {

constexpr int kScenarios = 10'000;

// Every kind that the gate meets, the slow ones (noise, where nothing is exact) among them.
std::vector<Series> series_of_all_kinds() {
  std::vector<Series> all;
  for (int i = 0; i < kScenarios; ++i) {
    Random random(static_cast<std::uint64_t>(i));
    switch (i % 8) {
      case 0:
        all.push_back(plateau(random));
        break;
      case 1:
        all.push_back(leak(random, 16));
        break;
      case 2:
        all.push_back(cache(random));
        break;
      case 3:
        all.push_back(sawtooth(random, 16));
        break;
      case 4:
        all.push_back(random_sawtooth(random, 0));
        break;
      case 5:
        all.push_back(noise(random, 0, 0, 20));
        break;
      case 6:
        all.push_back(noise(random, 0, 0.1, 60));
        break;
      default:
        all.push_back(vector_growth(random));
        break;
    }
  }
  return all;
}

void fit_growth(const std::vector<Series>& all) {
  for (const Series& series : all) benchmark::DoNotOptimize(growth_of(series));
}

void fit_scaling_of_all() {
  for (int i = 0; i < kScenarios * 3; ++i) {
    const std::int64_t jitter = i % 100;
    const ScalingPoint points[] = {{1 << 20, (2 << 20) + jitter},
                                   {2 << 20, (4 << 20) + 2 * jitter},
                                   {4 << 20, (8 << 20) - jitter},
                                   {8 << 20, (16 << 20) + jitter * jitter}};
    benchmark::DoNotOptimize(fit_scaling(points));
  }
}

void classify_noise() {
  for (int i = 0; i < kScenarios * 5; ++i) {
    const std::int64_t runs[] = {100'000, 100'000 + i, 100'000, 100'000 - i, 100'001};
    benchmark::DoNotOptimize(noise_of(runs, 1024));
  }
}

void growth(benchmark::State& state) {
  const std::vector<Series> all = series_of_all_kinds();
  for ([[maybe_unused]] const auto& round : state) fit_growth(all);
}

void scaling(benchmark::State& state) {
  for ([[maybe_unused]] const auto& round : state) fit_scaling_of_all();
}

void run_noise(benchmark::State& state) {
  for ([[maybe_unused]] const auto& round : state) classify_noise();
}

void all(benchmark::State& state) {
  const std::vector<Series> series = series_of_all_kinds();
  for ([[maybe_unused]] const auto& round : state) {
    fit_growth(series);
    fit_scaling_of_all();
    classify_noise();
  }
}

void longest_growth(benchmark::State& state) {
  Random random(1);
  const Series noisy = series_from(static_cast<int>(kMaximumGrowthPoints), [&](std::int64_t i) {
    return std::llround(1000 * (random.normal() + 0.1 * static_cast<double>(i)));
  });
  for ([[maybe_unused]] const auto& round : state) benchmark::DoNotOptimize(growth_of(noisy));
}

BENCHMARK(growth)->Unit(benchmark::kMillisecond);
BENCHMARK(scaling)->Unit(benchmark::kMillisecond);
BENCHMARK(run_noise)->Unit(benchmark::kMillisecond);
BENCHMARK(all)->Unit(benchmark::kMillisecond);
BENCHMARK(longest_growth)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace highwater
