// SPDX-License-Identifier: Apache-2.0
#include "probe/massif_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kRoot = "(heap allocation functions) malloc/new/new[], --alloc-fns, etc.";

std::string header(const std::string& command = "./a.out") {
  return "desc: --time-unit=B\ncmd: " + command + "\ntime_unit: B\n";
}

std::string snapshot(int number, const std::string& heap, const std::string& tree) {
  return "#-----------\nsnapshot=" + std::to_string(number) + "\n#-----------\ntime=112\nmem_heap_B=" + heap +
         "\nmem_heap_extra_B=12\nmem_stacks_B=0\nheap_tree=" + tree + "\n";
}

const std::string kTree =
    std::string("peak\nn2: 100 ") + kRoot +
    "\n n1: 60 0x1: f(int, char const*) (a.cc:3)\n  n0: 60 0x2: (below main) (in /lib/libc.so.6)"
    "\n n0: 40 in 3 places, all below massif's threshold (1.00%)";

Expected<MassifFile> parse(const std::string& text) {
  return parse_massif(text, "F.ms");
}

TEST(MassifFile, GivesHeaderAndSnapshots) {
  const Expected<MassifFile> file = parse(header() + snapshot(0, "0", "empty") + snapshot(1, "100", kTree));
  ASSERT_TRUE(file) << file.error().what;
  EXPECT_EQ(file->description, "--time-unit=B");
  EXPECT_EQ(file->command, "./a.out");
  EXPECT_EQ(file->time_unit, "B");
  ASSERT_EQ(file->snapshots.size(), 2u);
  const MassifSnapshot& peak = file->snapshots[1];
  EXPECT_EQ(peak.time, 112);
  EXPECT_EQ(peak.heap_bytes, 100u);
  EXPECT_EQ(peak.extra_bytes, 12u);
  EXPECT_EQ(peak.stack_bytes, 0u);
  EXPECT_EQ(peak.kind, MassifTree::kPeak);
}

TEST(MassifFile, ATreeIsItsLinesFromTheRootDown) {
  const MassifFile file = *parse(header() + snapshot(0, "100", kTree));
  EXPECT_THAT(file.snapshots[0].tree,
              testing::ElementsAre(
                  MassifNode{100, 0, 2, kRoot}, MassifNode{60, 1, 1, "0x1: f(int, char const*) (a.cc:3)"},
                  MassifNode{60, 2, 0, "0x2: (below main) (in /lib/libc.so.6)"},
                  MassifNode{40, 1, 0, "in 3 places, all below massif's threshold (1.00%)"}));
}

TEST(MassifFile, TreesThatAreOnlyCheckedKeepTheirRoot) {
  const MassifFile file = *parse_massif(header() + snapshot(0, "100", kTree), "F.ms", MassifTrees::kCheck);
  EXPECT_EQ(file.snapshots[0].tree.size(), 1u);
}

TEST(MassifFile, ASupersededPeakIsNoPeak) {
  const std::string old_peak = std::string("detailed\nn0: 90 ") + kRoot;
  const MassifFile file =
      *parse(header() + snapshot(0, "90", old_peak) + snapshot(1, "100", kTree) + snapshot(2, "7", "empty"));
  EXPECT_EQ(find_peak(file), &file.snapshots[1]);
}

TEST(MassifFile, AProgramThatFreesNothingHasNoPeak) {
  EXPECT_EQ(find_peak(*parse(header() + snapshot(0, "5", "empty"))), nullptr);
}

TEST(MassifFile, ACommandMayHaveLineBreaks) {
  const Expected<MassifFile> file = parse(header("sh -c a\nheap_tree=peak\n\nb") + snapshot(0, "0", "empty"));
  ASSERT_TRUE(file) << file.error().what;
  EXPECT_EQ(file->command, "sh -c a\nheap_tree=peak\n\nb");
}

// The only cut that leaves a valid file is one between two snapshots; the probe knows which must be there.
TEST(MassifFile, EveryPrefixIsAnErrorExceptBetweenSnapshots) {
  const std::string first = header() + snapshot(0, "0", "empty");
  const std::string second = first + snapshot(1, "100", kTree);
  const std::string all = second + snapshot(2, "100", kTree);
  for (std::size_t size = 0; size < all.size(); ++size) {
    const Expected<MassifFile> file = parse(all.substr(0, size));
    if (size == first.size() || size == second.size()) {
      EXPECT_TRUE(file);
    } else {
      ASSERT_FALSE(file) << "at byte " << size;
      EXPECT_EQ(file.error().status, ExitStatus::kProbe);
      EXPECT_THAT(file.error().what, StartsWith("F.ms:"));
    }
  }
}

TEST(MassifFile, AnEmptyFileIsAnError) {
  const Expected<MassifFile> file = parse("");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().what, "F.ms:1: expected \"desc: \", found an empty file");
  EXPECT_EQ(file.error().hint, "massif could not write its file: is the disk full?");
}

TEST(MassifFile, AForeignFileIsNamedWithWhatItHas) {
  EXPECT_EQ(parse("# callgrind format\nversion: 1\n").error().what,
            "F.ms:1: expected \"desc: \", found \"# callgrind format\"");
  EXPECT_EQ(parse("{\"dhatFileVersion\":2\n}\n").error().what,
            "F.ms:1: expected \"desc: \", found \"{\"dhatFileVersion\":2\"");
  EXPECT_EQ(parse("\x89PNG\r\n\x1a\n").error().what, "F.ms:1: expected \"desc: \", found \"?PNG?\"");
  EXPECT_THAT(parse(std::string(5000, 'x')).error().what, HasSubstr("…\", cut at the end of the file"));
}

TEST(MassifFile, TheMessageOfAnErrorNamesTheLine) {
  EXPECT_EQ(parse(header() + snapshot(0, "many", "empty")).error().what,
            "F.ms:8: expected \"mem_heap_B=\" and a number, found \"mem_heap_B=many\"");
  EXPECT_EQ(parse(header() + snapshot(1, "0", "empty")).error().what,
            "F.ms:5: expected \"snapshot=0\", found \"snapshot=1\"");
  EXPECT_EQ(parse(header() + snapshot(0, "0", "bush")).error().what,
            "F.ms:11: expected heap_tree=empty, detailed or peak, found heap_tree=bush");
  EXPECT_EQ(parse(header()).error().what, "F.ms:4: expected \"#-----------\", found the end of the file");
}

TEST(MassifFile, ATreeWithTooFewChildrenIsAnError) {
  EXPECT_EQ(parse(header() + snapshot(0, "5", "peak\nn2: 5 root\n n0: 5 0x1: f (a.c:1)")).error().what,
            "F.ms:14: expected a tree line \"n<children>: <bytes> …\" at depth 1, found the end of the file");
}

TEST(MassifFile, ATreeWithTooManyChildrenIsAnError) {
  EXPECT_EQ(
      parse(header() + snapshot(0, "5", "peak\nn1: 5 root\n n0: 4 0x1: f (a.c:1)\n n0: 1 0x2: g (a.c:2)"))
          .error()
          .what,
      "F.ms:14: expected the end of the tree, whose nodes have all the children they announced, found "
      "\" n0: 1 0x2: g (a.c:2)\"");
}

TEST(MassifFile, ATreeLineAtTheWrongDepthIsAnError) {
  EXPECT_FALSE(parse(header() + snapshot(0, "5", "peak\nn1: 5 root\n  n0: 5 0x1: f (a.c:1)")));
  EXPECT_FALSE(parse(header() + snapshot(0, "5", "peak\nn1: 5 root\n  ")));
}

TEST(MassifFile, ARootThatDisagreesWithTheSnapshotIsAnError) {
  EXPECT_EQ(parse(header() + snapshot(0, "6", "peak\nn0: 5 root")).error().what,
            "F.ms:12: expected a root of mem_heap_B=6 bytes, found 5 bytes");
}

TEST(MassifFile, NumbersUpToTheirTypesLimitAreReadAndNoLarger) {
  const std::string largest = "18446744073709551615";
  EXPECT_EQ(parse(header() + snapshot(0, largest, "empty"))->snapshots[0].heap_bytes, ~std::uint64_t{0});
  EXPECT_FALSE(parse(header() + snapshot(0, "18446744073709551616", "empty")));
  EXPECT_FALSE(parse(header() + snapshot(0, "-1", "empty")));
  EXPECT_FALSE(parse(header() + snapshot(0, "5", "peak\nn4294967296: 5 root")));
}

TEST(MassifFile, ATreeOfAnyDepthIsRead) {
  constexpr int kDepth = 10000;
  std::string tree = "peak\n";
  for (int depth = 0; depth < kDepth; ++depth)
    tree += std::string(static_cast<std::size_t>(depth), ' ') + "n1: 5 f\n";
  tree += std::string(kDepth, ' ') + "n0: 5 f";
  const Expected<MassifFile> file = parse(header() + snapshot(0, "5", tree));
  ASSERT_TRUE(file) << file.error().what;
  EXPECT_EQ(file->snapshots[0].tree.back().depth, 10000u);
}

}  // namespace
}  // namespace highwater
