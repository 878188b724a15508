// SPDX-License-Identifier: Apache-2.0
#include "result/timeline.h"

namespace highwater {

const char* name_of(MarkKind kind) {
  switch (kind) {
    case MarkKind::kEnter:
      return "enter";
    case MarkKind::kIteration:
      return "iteration";
    case MarkKind::kLeave:
      break;
  }
  return "leave";
}

}  // namespace highwater
