// SPDX-License-Identifier: Apache-2.0
// An export in massif's format, read by Valgrind's own ms_print and by the parser that reads massif's files
// here.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "base/bytes.h"
#include "probe/massif_file.h"
#include "report/testing/made_result.h"
#include "tests/export/testing/random_result.h"
#include "tests/export/testing/workshop.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class MassifExport : public testing::Test {
 protected:
  std::string exported(const std::string& result, const std::string& flags = "") {
    std::string file = result + ".massif";
    workshop_.highwater(fmt::format("export {} --format massif --output {} {}", result, file, flags));
    return file;
  }
  MassifFile parsed(const std::string& file) {
    Project& project = workshop_.project();
    Expected<MassifFile> massif = parse_massif(project.text(project.path(file)), file);
    if (massif) return *std::move(massif);
    ADD_FAILURE() << massif.error().what;
    return {};
  }
  Workshop workshop_;
};

// "67.20% (26,880B) 0x1234: shop::f() (program.cc:12)" on a line of the tree.
struct PrintedNode {
  std::size_t depth = 0;
  std::int64_t bytes = 0;
  std::string label;
};

std::vector<PrintedNode> read_trees(const std::string& text) {
  std::vector<PrintedNode> nodes;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t percent = line.find("% (");
    const std::size_t end = line.find("B)", percent);
    if (percent == std::string::npos || end == std::string::npos) continue;
    std::string digits = line.substr(percent + 3, end - percent - 3);
    std::erase(digits, ',');
    const std::size_t arrow = line.find("->");
    nodes.push_back({.depth = arrow == std::string::npos || arrow > percent ? 0 : arrow / 2 + 1,
                     .bytes = std::stoll(digits),
                     .label = line.substr(end + 2)});
  }
  return nodes;
}

// The functions that allocated, and how much, with the line of each.
std::map<std::string, std::int64_t> bytes_by_leaf(const std::vector<SiteResult>& sites,
                                                  std::int64_t SiteResult::*member) {
  std::map<std::string, std::int64_t> bytes;
  for (const SiteResult& site : sites) {
    const Frame& leaf = *site.frames[0];
    const std::string name = leaf.function.empty() ? "???" : leaf.function;
    bytes[fmt::format("{:#x}: {}", leaf.offset, name)] += site.*member;
  }
  return bytes;
}

TEST_F(MassifExport, MsPrintShowsThePeakAndItsTree) {
  const std::string result = workshop_.measure("real.json", 3);
  const std::string text = workshop_.output_of("ms_print --threshold=0 " + exported(result));
  const Measurement measurement = workshop_.load(result);
  EXPECT_THAT(text, ContainsRegex("\nCommand: +[^\n]*/highwater_export_fixture 3\n"));
  EXPECT_THAT(text, ContainsRegex("Detailed snapshots: \\[.*[0-9]+ \\(peak\\)"));

  const std::vector<PrintedNode> nodes = read_trees(text);
  const std::int64_t peak = measurement.metrics.peak_bytes;
  const auto root = std::find_if(nodes.begin(), nodes.end(), [&](const PrintedNode& node) {
    return node.depth == 0 && node.bytes == peak;
  });
  ASSERT_NE(root, nodes.end()) << text;
  std::map<std::string, std::int64_t> expected = bytes_by_leaf(measurement.sites, &SiteResult::peak_bytes);
  std::int64_t sum = 0;
  std::size_t leaves = 0;
  for (auto node = root + 1; node != nodes.end() && node->depth > 0; ++node) {
    if (node->depth != 1) continue;
    sum += node->bytes;
    if (node->label.find("below massif's threshold") != std::string::npos) continue;
    const std::string name = node->label.substr(1, node->label.rfind(" (") - 1);
    EXPECT_EQ(node->bytes, expected[name]) << name;
    ++leaves;
  }
  EXPECT_EQ(sum, peak);
  EXPECT_GE(leaves, 4u) << text;
}

TEST_F(MassifExport, FollowsTheTimelineToTheEnd) {
  const std::string result = workshop_.measure("real.json", 3);
  const Measurement measurement = workshop_.load(result);
  const MassifFile massif = parsed(exported(result));
  ASSERT_GE(massif.snapshots.size(), measurement.timeline.points.size());
  const MassifSnapshot* peak = find_peak(massif);
  ASSERT_NE(peak, nullptr);
  EXPECT_EQ(peak->heap_bytes, static_cast<std::uint64_t>(measurement.metrics.peak_bytes));
  for (const MassifSnapshot& snapshot : massif.snapshots) EXPECT_LE(snapshot.heap_bytes, peak->heap_bytes);
  const MassifSnapshot& last = massif.snapshots.back();
  EXPECT_EQ(last.kind, MassifTree::kDetailed);
  EXPECT_EQ(last.heap_bytes, static_cast<std::uint64_t>(measurement.metrics.retained_bytes));
  EXPECT_EQ(last.time, measurement.timeline.points.back().clock_bytes);
  EXPECT_EQ(massif.time_unit, "B");
}

TEST_F(MassifExport, OfARegionLeavesOutWhatIsNegativeAndSaysSo) {
  const std::string result = workshop_.measure("real.json", 3);
  const Ran ran = workshop_.project().highwater({"export", result, "--format", "massif", "--region", "load"});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.err,
              ContainsRegex("^highwater: note: [0-9]+ negative numbers, -[0-9]+ bytes together, are left "
                            "out: massif has none\n$"));
  workshop_.project().write("region.massif", ran.out);
  const std::string text = workshop_.output_of("ms_print region.massif");
  EXPECT_THAT(text, HasSubstr("region load"));
  EXPECT_EQ(parsed("region.massif").snapshots.size(), 3u);
}

TEST_F(MassifExport, OfRandomResultsIsReadByMsPrint) {
  std::mt19937 random(22);
  for (int round = 0; round < 10; ++round) {
    const Measurement measurement = random_result(random);
    const std::string file = exported(workshop_.save(fmt::format("random{}.json", round), measurement));
    EXPECT_THAT(workshop_.output_of("ms_print " + file),
                HasSubstr(fmt::format("({}B)", format_count(measurement.metrics.peak_bytes))));
    EXPECT_EQ(find_peak(parsed(file))->heap_bytes,
              static_cast<std::uint64_t>(measurement.metrics.peak_bytes));
  }
}

}  // namespace
}  // namespace highwater
