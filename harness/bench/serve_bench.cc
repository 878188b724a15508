// SPDX-License-Identifier: Apache-2.0
// What a scrape costs the harness once the sites are read: ten thousand sites as a profile, as the page's
// rows, and as a difference. The target for all of a scrape is 200 ms.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "report/testing/made_result.h"
#include "result/json.h"
#include "serve/heap_profile.h"
#include "serve/live_json.h"

namespace highwater {
namespace {

// Stacks 12 deep, of 2,000 functions, as a service has them.
Measurement many_sites(int count) {
  std::vector<SiteResult> sites;
  std::vector<FrameRef> frames;
  for (int i = 0; i < 2000; ++i)
    frames.push_back(made_site(1, {fmt::format("ns::Class{}::function(int, long)", i)}).frames[0]);
  for (int i = 0; i < count; ++i) {
    SiteResult site = made_site(1000 + i, {"grow"});
    for (int depth = 0; depth < 12; ++depth)
      site.frames.push_back(frames[static_cast<std::size_t>(i * 31 + depth * 7) % frames.size()]);
    sites.push_back(std::move(site));
  }
  return made_result(std::move(sites));
}

void profile(benchmark::State& state) {
  const Measurement measurement = many_sites(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(render_heap(measurement, {.time = {}}));
}

void difference(benchmark::State& state) {
  const Measurement measurement = many_sites(static_cast<int>(state.range(0)));
  for (auto _ : state)
    benchmark::DoNotOptimize(render_heap_difference(measurement, measurement, {.time = {}}));
}

void page_rows(benchmark::State& state) {
  const Measurement measurement = many_sites(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(sites_json(measurement));
}

void result_file(benchmark::State& state) {
  const Measurement measurement = many_sites(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(to_json(measurement));
}

BENCHMARK(profile)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(difference)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(page_rows)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(result_file)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace highwater
