// SPDX-License-Identifier: Apache-2.0
// Where bytes come from: a call stack that allocated, and what it has to answer for. Part of a Measurement
// that was made with sites.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace highwater {

// One function on the stack. What is not known is empty or 0; `module` and `offset` always say where it is.
struct Frame {
  std::string function;  // demangled
  std::string file;
  int line = 0;
  std::string module;        // path of the ELF file; empty where no file is known for the code
  std::uint64_t offset = 0;  // in the calling instruction, as an address in the file's own terms
  bool inlined = false;      // into the next frame, with which it shares module and offset

  bool operator==(const Frame&) const = default;
};

// A frame that many stacks share: a compiler has millions of frames in its sites, and a few thousand
// different ones.
class FrameRef {
 public:
  FrameRef(Frame frame = {}) : frame_(std::make_shared<const Frame>(std::move(frame))) {}

  const Frame& operator*() const { return *frame_; }
  const Frame* operator->() const { return frame_.get(); }
  bool operator==(const FrameRef& other) const { return frame_ == other.frame_ || *frame_ == *other.frame_; }

 private:
  std::shared_ptr<const Frame> frame_;  // never null
};

// A stack that could not be followed to its end has this as its outermost frame's function.
inline constexpr char kTruncatedFrame[] = "[truncated]";
// The function of the only frame of the site that holds what no stack was found for: a full table of sites.
inline constexpr char kUnattributedFrame[] = "[unattributed]";
// Of a run in which sites were recorded at times: the function of the only frame of the site that holds all
// else. While they are recorded, what was there before and is live or was in the peak; else also what came
// after.
inline constexpr char kBeforeRecordingFrame[] = "[before recording]";
inline constexpr char kNotRecordedFrame[] = "[not recorded]";

// In requested bytes. Over all sites of a measurement (or region) peak_bytes add up to the peak, and each of
// the others to the metric of its name. Those of a region are net of its start.
struct SiteResult {
  std::int64_t peak_bytes = 0;  // live at the moment of the peak
  std::int64_t peak_blocks = 0;
  std::int64_t retained_bytes = 0;
  std::int64_t retained_blocks = 0;
  std::int64_t allocated_bytes = 0;
  std::int64_t allocations = 0;
  std::int64_t growth_bytes_per_iteration = 0;  // of a region: its share of the growth, rounded
  std::vector<FrameRef> frames;                 // leaf first; never empty

  bool operator==(const SiteResult&) const = default;
};

// An ELF file that frames are in.
struct ModuleResult {
  std::string path;
  std::string build_id;  // hexadecimal; empty: it has none

  bool operator==(const ModuleResult&) const = default;
};

}  // namespace highwater
