// SPDX-License-Identifier: Apache-2.0
#include "probe/shim/snapshot_scan.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace highwater {
namespace {

struct Found {
  std::uint64_t index, time, heap, extra;
  bool is_peak;
  bool operator==(const Found&) const = default;
};

struct Collector {
  std::vector<Found> found;
  void operator()(std::uint64_t index, const MassifMoment& moment, bool is_peak) {
    found.push_back({index, moment.time, moment.heap, moment.extra, is_peak});
  }
};

// The command has an argument of two lines, the second of which looks like a snapshot's.
const std::string kText =
    "desc: --time-unit=B "
    "--massif-out-file=/tmp/a-path-that-is-longer-than-the-line-buffer-of-the-scanner/massif.%p\n"
    "cmd: ./a \nheap_tree=peak\ntime_unit: B\n#-----------\nsnapshot=0\n#-----------\ntime=0\nmem_heap_B=0\n"
    "mem_heap_extra_B=0\nmem_stacks_B=0\nheap_tree=empty\n#-----------\nsnapshot=1\n#-----------\ntime=112\n"
    "mem_heap_B=100\nmem_heap_extra_B=12\nmem_stacks_B=0\nheap_tree=peak\nn1: 100 root\n n0: 100 0x1: time=9 "
    "(a.c:1)\n"
    "#-----------\nsnapshot=2\n#-----------\ntime=224\nmem_heap_B=18446744073709551615\nmem_heap_extra_B=1\n"
    "mem_stacks_B=0\nheap_tree=detailed\nn0: 1 root\n";

const std::vector<Found> kFound = {
    {0, 0, 0, 0, false}, {1, 112, 100, 12, true}, {2, 224, ~std::uint64_t{0}, 1, false}};

TEST(SnapshotScan, FindsEverySnapshot) {
  Collector collector;
  SnapshotScan<Collector> scan(collector);
  scan.feed(kText.data(), kText.size());
  EXPECT_EQ(collector.found, kFound);
  EXPECT_EQ(scan.snapshots(), 3u);
}

TEST(SnapshotScan, PiecesMayEndAnywhere) {
  for (std::size_t piece = 1; piece < 40; ++piece) {
    Collector collector;
    SnapshotScan<Collector> scan(collector);
    for (std::size_t at = 0; at < kText.size(); at += piece)
      scan.feed(kText.data() + at, std::min(piece, kText.size() - at));
    EXPECT_EQ(collector.found, kFound) << "pieces of " << piece;
  }
}

TEST(SnapshotScan, ACutSnapshotIsNotReported) {
  Collector collector;
  SnapshotScan<Collector> scan(collector);
  scan.feed(kText.data(), kText.find("heap_tree=detailed"));
  EXPECT_EQ(collector.found.size(), 2u);
}

}  // namespace
}  // namespace highwater
