// SPDX-License-Identifier: Apache-2.0
#include "gate/probes.h"

#include <sys/auxv.h>

#include <filesystem>

namespace highwater {

namespace {

// Without /proc what the kernel was given to execute, which may be a link or relative.
std::filesystem::path own_executable() {
  std::error_code error;
  std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) return self;
  const auto* const given = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  return given == nullptr ? std::filesystem::path() : std::filesystem::weakly_canonical(given, error);
}

}  // namespace

std::string library_folder() {
  return (own_executable().parent_path().parent_path() / "lib" / "highwater").string();
}

InstalledProbes::InstalledProbes(ProcessRunner& runner, const std::string& folder, Children children)
    : counting_(runner, folder + "/libhighwater_counting.so", children),
      massif_(runner, folder + "/libhighwater_massif_shim.so") {}

Probe& InstalledProbes::get(ProbeKind kind) {
  if (kind == ProbeKind::kCounting) return counting_;
  return massif_;
}

}  // namespace highwater
