// SPDX-License-Identifier: Apache-2.0
#include "tests/export/testing/random_result.h"

#include <algorithm>
#include <iterator>

#include "report/testing/made_result.h"

namespace highwater {
namespace {

std::size_t below(std::size_t limit, std::mt19937& random) {
  return random() % limit;
}
bool one_in(std::size_t chances, std::mt19937& random) {
  return below(chances, random) == 0;
}

constexpr const char* kFunctions[] = {
    "main",
    "",
    "void std::vector<int, std::allocator<int> >::_M_realloc_insert<int const&>(int*, int const&)",
    "(anonymous namespace)::load(std::map<std::string, int>&)",
    "operator new(unsigned long)",
    "a::b<(c)0>::operator()(char) const",
    "parse(char const*)::{lambda(int)#1}::operator()(int) const",
    "[libnamed.so]",  // as if it were a module
    "<unknown>",
    "f;g",
    "\"quoted\" and \\ escaped",
    "\033[31mred\033[0m",
    "größe()",
    "recurse",
    "_ZN3foo3barEv",
    "[truncated]",
};
constexpr const char* kModules[] = {"/bin/app", "/lib/libnamed.so", "/opt/libnamed.so", "/lib/libc.so.6",
                                    "",         "relative.so"};

std::vector<ModuleResult> modules() {
  // The second and the third are one file, by its build id; the fourth has none.
  return {{"/bin/app", "0123456789abcdef"},
          {"/lib/libnamed.so", "feedbeef"},
          {"/opt/libnamed.so", "feedbeef"},
          {"/lib/libc.so.6", ""}};
}

Frame random_frame(std::mt19937& random) {
  Frame frame;
  frame.function = kFunctions[below(std::size(kFunctions), random)];
  if (one_in(3, random)) frame.function += std::to_string(below(40, random));
  if (one_in(2, random)) frame.file = one_in(2, random) ? "/src/a.cc" : "/src/../src/b.h";
  if (!frame.file.empty()) frame.line = static_cast<int>(below(50, random));
  frame.module = kModules[below(std::size(kModules), random)];
  frame.offset = one_in(20, random) ? UINT64_MAX - below(9, random) : 0x1000 + below(90, random);
  return frame;
}

// With the functions that are inlined at its place.
std::vector<FrameRef> random_place(std::mt19937& random) {
  std::vector<FrameRef> place;
  Frame frame = random_frame(random);
  while (one_in(3, random)) {
    frame.inlined = true;
    place.emplace_back(frame);
    frame.function = kFunctions[below(std::size(kFunctions), random)];
  }
  frame.inlined = false;
  place.emplace_back(frame);
  return place;
}

std::int64_t random_bytes(std::mt19937& random) {
  const std::int64_t size = std::int64_t{1} << below(one_in(10, random) ? 45 : 22, random);
  return one_in(6, random) ? 0 : size + static_cast<std::int64_t>(below(1000, random));
}

void give_numbers(SiteResult& site, bool negative, std::mt19937& random) {
  const auto sign = [&] { return negative && one_in(3, random) ? -1 : 1; };
  site.peak_bytes = sign() * random_bytes(random);
  site.peak_blocks = sign() * static_cast<std::int64_t>(below(9, random));
  site.retained_bytes = sign() * random_bytes(random);
  site.retained_blocks = sign() * static_cast<std::int64_t>(below(9, random));
  site.allocated_bytes = random_bytes(random);
  site.allocations = static_cast<std::int64_t>(below(99, random));
}

std::vector<SiteResult> random_sites(const std::vector<std::vector<FrameRef>>& places, bool negative,
                                     std::mt19937& random) {
  std::vector<SiteResult> sites(1 + below(120, random));
  for (SiteResult& site : sites) {
    const std::size_t depth = 1 + below(9, random);
    for (std::size_t i = 0; i < depth; ++i) {
      const std::vector<FrameRef>& place = places[below(places.size(), random)];
      site.frames.insert(site.frames.end(), place.begin(), place.end());
    }
    give_numbers(site, negative, random);
  }
  return sites;
}

}  // namespace

Measurement random_result(std::mt19937& random) {
  std::vector<std::vector<FrameRef>> places;
  for (std::size_t count = 1 + below(60, random); places.size() < count;)
    places.push_back(random_place(random));
  Measurement measurement = made_result(random_sites(places, false, random));
  measurement.modules = modules();
  measurement.regions = {{.name = "r", .metrics = {}, .sites = random_sites(places, true, random)}};
  return measurement;
}

Measurement changed(const Measurement& measurement, std::mt19937& random) {
  Measurement later = measurement;
  std::erase_if(later.sites, [&](const SiteResult&) { return one_in(8, random); });
  for (SiteResult& site : later.sites)
    if (one_in(2, random)) give_numbers(site, false, random);
  for (const SiteResult& site : random_result(random).sites)
    if (one_in(8, random)) later.sites.push_back(site);
  return later;
}

}  // namespace highwater
