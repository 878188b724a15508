// SPDX-License-Identifier: Apache-2.0
// The text format that Valgrind's massif writes its snapshots in (massif.out), and its xtree reports too.
// Read by the massif probe; whoever shows call sites under massif reads the trees.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace highwater {

// One line of a heap tree. A tree is the list of its lines from the root down, each node followed by its
// children, so that neither reading nor destroying a deep tree recurses.
struct MassifNode {
  std::uint64_t bytes = 0;  // or blocks, in an xtree report
  std::uint32_t depth = 0;  // 0 is the root
  std::uint32_t children = 0;
  std::string label;  // what follows the number; massif_label.h takes it apart

  bool operator==(const MassifNode&) const = default;
};

enum class MassifTree { kNone, kDetailed, kPeak };

struct MassifSnapshot {
  std::int64_t time = 0;
  std::uint64_t heap_bytes = 0;   // requested
  std::uint64_t extra_bytes = 0;  // Valgrind's own rounding
  std::uint64_t stack_bytes = 0;
  MassifTree kind = MassifTree::kNone;
  std::vector<MassifNode> tree;

  bool operator==(const MassifSnapshot&) const = default;
};

struct MassifFile {
  std::string description;
  std::string command;
  std::string time_unit;
  std::vector<MassifSnapshot> snapshots;
};

// A thousand superseded peaks may each carry a tree: what is not needed is checked, not kept.
enum class MassifTrees { kKeep, kCheck };

// Reads the text of a massif file. Errors (kProbe) start with "name:LINE: expected …, found …". A file cut
// anywhere but between two snapshots is an error; where it may have been cut between two, the caller must
// know what has to be there (the xtree reader does, and the probe knows from massif's statistics whether
// there must be a peak).
Expected<MassifFile> parse_massif(std::string_view text, const std::string& name,
                                  MassifTrees trees = MassifTrees::kKeep);

// The snapshot that massif holds to be the peak; null when the program never freed anything.
const MassifSnapshot* find_peak(const MassifFile& file);

}  // namespace highwater
