// SPDX-License-Identifier: Apache-2.0
#include "adapters/gtest/reason.h"

#include <highwater/numbers.h>
#include <unistd.h>

namespace highwater::adapter {
namespace {

// Before main(): what is forked later has another number.
const pid_t kFirstProcess = ::getpid();

}  // namespace

bool is_forked() {
  return ::getpid() != kFirstProcess;
}

std::string reason_for(int result) {
  switch (result) {
    case HIGHWATER_NO_ROOM:
      return "more than 64 scopes are open at once\nhint: measure in fewer threads, or nest less deeply";
    case HIGHWATER_UNSUPPORTED:
      return "the massif probe has no numbers while the program runs\nhint: run the test by itself, or under "
             "the counting probe";
    case HIGHWATER_BAD_HANDLE:
      return "the scope was begun by another process\nhint: a scope cannot go on in a process that is forked "
             "inside it";
    default:
      break;
  }
  if (is_forked())
    return "this process was forked from the measured one, and nothing is counted in it\nhint: measure "
           "outside the statement of a death test, or give it the style \"threadsafe\"";
  return "nothing counts in this process: the counting library in it did not attach\nhint: link "
         "highwater::gtest into the executable itself, and neither -static nor with a sanitizer";
}

}  // namespace highwater::adapter
