// SPDX-License-Identifier: Apache-2.0
#include "report/export/massif_export.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "report/export/massif_heap_tree.h"
#include "report/testing/made_result.h"

namespace highwater {
namespace {

std::string exported(const Measurement& measurement,
                     const std::optional<std::string>& region = std::nullopt) {
  const SiteSelection selection = select_sites(measurement, region, "x.json").value();
  return render_massif(measurement, selection, "x.json")->text;
}

SiteResult at(std::int64_t bytes, const std::string& function, std::uint64_t offset) {
  SiteResult site = made_site(bytes, {});
  site.frames = {
      Frame{.function = function, .file = "/src/a.cc", .line = 4, .module = "/bin/app", .offset = offset},
      Frame{.function = "main", .file = "", .line = 0, .module = "/bin/app", .offset = 9}};
  return site;
}

TEST(MassifExport, WithoutATimelineThereAreTheStartThePeakAndTheEnd) {
  Measurement measurement = made_result({at(700, "f", 16), at(300, "", 32)});
  measurement.command = {"./app", "a\nb"};
  measurement.sites[1].retained_bytes = 0;
  EXPECT_EQ(
      exported(measurement),
      "desc: highwater export, counting probe, whole process\ncmd: ./app a\\x0ab\ntime_unit: B\n"
      "#-----------\nsnapshot=0\n#-----------\ntime=0\nmem_heap_B=0\nmem_heap_extra_B=0\nmem_stacks_B=0\n"
      "heap_tree=empty\n"
      "#-----------\nsnapshot=1\n#-----------\ntime=1000\nmem_heap_B=1000\nmem_heap_extra_B=0\n"
      "mem_stacks_B=0\nheap_tree=peak\n"
      "n2: 1000 (heap allocation functions) malloc/new/new[], --alloc-fns, etc.\n"
      " n1: 700 0x10: f (a.cc:4)\n"
      "  n0: 700 0x9: main (in /bin/app)\n"
      " n1: 300 0x20: ??? (a.cc:4)\n"
      "  n0: 300 0x9: main (in /bin/app)\n"
      "#-----------\nsnapshot=2\n#-----------\ntime=1300\nmem_heap_B=700\nmem_heap_extra_B=0\n"
      "mem_stacks_B=0\nheap_tree=detailed\n"
      "n1: 700 (heap allocation functions) malloc/new/new[], --alloc-fns, etc.\n"
      " n1: 700 0x10: f (a.cc:4)\n"
      "  n0: 700 0x9: main (in /bin/app)\n");
}

std::vector<std::string> snapshots_of(const std::string& text) {
  std::vector<std::string> snapshots;
  for (std::size_t at = text.find("time="); at != std::string::npos; at = text.find("\ntime=", at + 1)) {
    const std::size_t begin = text[at] == '\n' ? at + 1 : at;
    const std::size_t end = text.find('\n', text.find("heap_tree=", begin));
    std::string snapshot = text.substr(begin, end - begin);
    for (const std::string cut :
         {"time=", "\nmem_heap_B=", "\nmem_heap_extra_B=0\nmem_stacks_B=0\nheap_tree="})
      if (const std::size_t found = snapshot.find(cut); found != std::string::npos)
        snapshot.replace(found, cut.size(), found == 0 ? "" : " ");
    snapshots.push_back(snapshot);
  }
  return snapshots;
}

using Snapshots = std::vector<std::string>;

TEST(MassifExport, ThePeakIsAtTheHighestPointOfTheTimeline) {
  Measurement measurement = made_result({at(700, "f", 16)});
  measurement.sites[0].retained_bytes = 50;
  measurement.timeline.points = {{0, 0, 0}, {640, 640, 1}, {1000, 400, 2}, {1350, 50, 3}};
  EXPECT_EQ(snapshots_of(exported(measurement)),
            (Snapshots{"0 0 empty", "640 640 empty", "640 700 peak", "1000 400 empty", "1350 50 detailed"}));
  measurement.timeline.points[1].live_bytes = 700;
  EXPECT_EQ(snapshots_of(exported(measurement)),
            (Snapshots{"0 0 empty", "640 700 peak", "1000 400 empty", "1350 50 detailed"}));
}

TEST(MassifExport, APeakThatIsTheEndIsBoth) {
  Measurement measurement = made_result({at(700, "f", 16)});
  measurement.timeline.points = {{0, 0, 0}, {700, 700, 1}};
  EXPECT_EQ(snapshots_of(exported(measurement)),
            (Snapshots{"0 0 empty", "700 700 peak", "700 700 detailed"}));
}

TEST(MassifExport, ARegionHasNoTimelineOfItsOwn) {
  Measurement measurement = made_result({at(700, "f", 16)});
  measurement.timeline.points = {{0, 0, 0}, {700, 700, 1}};
  RegionResult region;
  region.name = "load";
  region.metrics.allocated_bytes = 40;
  region.sites = {at(30, "f", 16)};
  measurement.regions = {region};
  EXPECT_EQ(snapshots_of(exported(measurement, "load")),
            (Snapshots{"0 0 empty", "30 30 peak", "50 30 detailed"}));
}

TEST(MassifHeapTree, WhatIsSmallIsOneLineInItsPlace) {
  const MassifHeapTree tree = make_massif_heap_tree(
      {at(999'000, "a", 1), at(300, "b", 2), at(300, "c", 3), at(400, "d", 4)}, &SiteResult::peak_bytes);
  EXPECT_EQ(tree.text,
            "n2: 1000000 (heap allocation functions) malloc/new/new[], --alloc-fns, etc.\n"
            " n1: 999000 0x1: a (a.cc:4)\n"
            "  n0: 999000 0x9: main (in /bin/app)\n"
            " n0: 1000 in 3 places, all below massif's threshold (0.10%)\n");
}

TEST(MassifHeapTree, ASmallOneAlone) {
  const MassifHeapTree tree =
      make_massif_heap_tree({at(999'999, "a", 1), at(1, "b", 2)}, &SiteResult::peak_bytes);
  EXPECT_NE(tree.text.find(" n0: 1 in 1 place, below massif's threshold (0.10%)\n"), std::string::npos);
}

TEST(MassifHeapTree, WhatIsNegativeIsLeftOutAndCounted) {
  const MassifHeapTree tree = make_massif_heap_tree({at(7, "a", 1), at(-5, "b", 2)}, &SiteResult::peak_bytes);
  EXPECT_EQ(tree.bytes, 7);
  EXPECT_EQ(tree.left_out, 1u);
  EXPECT_EQ(tree.left_out_bytes, -5);
}

// A stack of a damaged file may have any length.
TEST(MassifHeapTree, AStackEndsWhereMassifsDo) {
  const MassifHeapTree tree =
      make_massif_heap_tree({made_site(7, std::vector<std::string>(100'000, "f"))}, &SiteResult::peak_bytes);
  EXPECT_EQ(std::count(tree.text.begin(), tree.text.end(), '\n'), 201);
}

}  // namespace
}  // namespace highwater
