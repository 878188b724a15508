// SPDX-License-Identifier: Apache-2.0
// A flame graph as HTML: one element a frame, placed in percent, so that it fits any window without a script.
// The page's script (script.cc) zooms and searches in these elements; its style is style.cc.
#pragma once

#include <string>

#include "report/html/flame_tree.h"

namespace highwater {

enum class FlameKind {
  kPeak,
  kRetained,
  kDifference,  // colours and signs say what grew and what shrank; widths are those of now, and of what is
                // gone
};

struct FlameText {
  std::string title;  // "At the peak"
  std::string note;   // below it, may be empty: what is left out, whose sites they are
};

// Frames narrower than a thousandth of the graph are drawn together. A tree without width gives a sentence
// that says so. REQUIRES: neither text has markup; both are escaped here.
std::string render_flame_graph(FlameTree tree, FlameKind kind, const FlameText& text);

}  // namespace highwater
