// SPDX-License-Identifier: Apache-2.0
// A control group with little memory, for tests of what happens where memory is short. The shortage is that
// of the processes in it alone: what else runs on the machine has what it had, and when the kernel must kill,
// it kills in here.
#pragma once

#include <cstdint>
#include <string>

namespace highwater {

class MemoryGroup {
 public:
  // Below this process's own group (version 1), or beside it (version 2, where a group with processes has no
  // groups below that limit memory).
  explicit MemoryGroup(std::int64_t limit_bytes);
  MemoryGroup(const MemoryGroup&) = delete;  // a second owner would remove it under the first one's processes
  MemoryGroup& operator=(const MemoryGroup&) = delete;
  ~MemoryGroup();  // REQUIRES: nothing runs in it

  // Why there is none: the machine has no control groups, or this user may make none. Empty where there is
  // one.
  const std::string& missing() const { return missing_; }

  // A process that writes 0 into it is in the group, and so is what it starts.
  std::string door() const { return folder_ + "/cgroup.procs"; }

  // How often memory had to be taken back before there was some to give.
  std::int64_t shortages() const;
  // How often the kernel had to kill.
  std::int64_t kills() const;

 private:
  bool make(const std::string& parent, std::int64_t limit_bytes);

  bool first_version_ = false;
  std::string folder_;
  std::string missing_;
};

}  // namespace highwater
