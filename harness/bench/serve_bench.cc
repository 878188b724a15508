// SPDX-License-Identifier: Apache-2.0
// What a scrape costs the harness once the sites are read: ten thousand sites as a profile, as the page's
// rows, and as a difference. The target for all of a scrape is 200 ms.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <functional>

#include "result/json.h"
#include "serve/heap_profile.h"
#include "serve/live_json.h"

namespace highwater {
namespace {

Frame frame_of(std::string function) {
  Frame frame;
  frame.offset = std::hash<std::string>()(function) % 0x100000;
  frame.function = std::move(function);
  frame.module = "/bin/app";
  return frame;
}

// Stacks 12 deep, of 2,000 functions, as a service has them.
Measurement many_sites(int count) {
  std::vector<SiteResult> sites;
  std::vector<FrameRef> frames;
  for (int i = 0; i < 2000; ++i)
    frames.emplace_back(frame_of(fmt::format("ns::Class{}::function(int, long)", i)));
  for (int i = 0; i < count; ++i) {
    SiteResult site;
    site.peak_bytes = site.retained_bytes = site.allocated_bytes = 1000 + i;
    site.peak_blocks = site.retained_blocks = site.allocations = 1;
    for (int depth = 0; depth < 12; ++depth)
      site.frames.push_back(frames[static_cast<std::size_t>(i * 31 + depth * 7) % frames.size()]);
    sites.push_back(std::move(site));
  }
  Measurement measurement;
  measurement.command = {"./service"};
  measurement.has_sites = true;
  measurement.sites = std::move(sites);
  return measurement;
}

void profile(benchmark::State& state) {
  const Measurement measurement = many_sites(static_cast<int>(state.range(0)));
  for ([[maybe_unused]] auto unused : state) benchmark::DoNotOptimize(render_heap(measurement, {.time = {}}));
}

void difference(benchmark::State& state) {
  const Measurement measurement = many_sites(static_cast<int>(state.range(0)));
  for ([[maybe_unused]] auto unused : state)
    benchmark::DoNotOptimize(render_heap_difference(measurement, measurement, {.time = {}}));
}

void page_rows(benchmark::State& state) {
  const Measurement measurement = many_sites(static_cast<int>(state.range(0)));
  for ([[maybe_unused]] auto unused : state) benchmark::DoNotOptimize(sites_json(measurement));
}

void result_file(benchmark::State& state) {
  const Measurement measurement = many_sites(static_cast<int>(state.range(0)));
  for ([[maybe_unused]] auto unused : state) benchmark::DoNotOptimize(to_json(measurement));
}

BENCHMARK(profile)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(difference)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(page_rows)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(result_file)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace highwater
