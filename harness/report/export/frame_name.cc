// SPDX-License-Identifier: Apache-2.0
#include "report/export/frame_name.h"

#include "base/terminal.h"
#include "report/function_graph.h"

namespace highwater {

std::string name_of(const Frame& frame) {
  return printable(name_of(FunctionGraph::Identity{frame.function, frame.module}));
}

}  // namespace highwater
