// SPDX-License-Identifier: Apache-2.0
// The demangler of the C++ library knows no limit. Names of the Itanium ABI refer back to their own parts, so
// that 400 bytes may stand for more text than there is memory; and some that are no names at all it reads for
// ever. It cannot be interrupted either. So it works in a process of its own, which ends after a while.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <set>
#include <string>

#include "base/fd.h"

namespace highwater {

// Nobody reads more. Of the 200,000 names in LLVM's libraries the longest has 15,000 bytes in words.
inline constexpr std::size_t kLongestDemangled = 16384;

// None: it is no name, has more than kLongestDemangled bytes in words, or took too long.
struct Demangled {
  std::optional<std::string> text;
  bool took_too_long = false;
};

class DemanglerProcess {
 public:
  DemanglerProcess() = default;
  DemanglerProcess(const DemanglerProcess&) = delete;  // the process ends with it
  DemanglerProcess& operator=(const DemanglerProcess&) = delete;
  ~DemanglerProcess() { end(); }

  // Starts the process when first asked, and again after a name that took too long. Asked once more for such
  // a name it knows the answer, so that each costs its time once.
  Demangled demangle(const std::string& name);

 private:
  bool start();
  void end();

  Fd socket_;
  pid_t pid_ = -1;
  std::set<std::string> lost_;  // names that took too long
};

}  // namespace highwater
