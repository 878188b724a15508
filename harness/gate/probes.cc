// SPDX-License-Identifier: Apache-2.0
#include "gate/probes.h"

#include <filesystem>

namespace highwater {

std::string library_folder() {
  std::error_code ignored;  // without /proc the path stays relative, and the probe says what it misses
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (self.parent_path().parent_path() / "lib" / "highwater").string();
}

InstalledProbes::InstalledProbes(ProcessRunner& runner, const std::string& folder, Children children)
    : counting_(runner, folder + "/libhighwater_counting.so", children),
      massif_(runner, folder + "/libhighwater_massif_shim.so") {}

Probe& InstalledProbes::get(ProbeKind kind) {
  if (kind == ProbeKind::kCounting) return counting_;
  return massif_;
}

}  // namespace highwater
