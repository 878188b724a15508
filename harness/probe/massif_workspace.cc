// SPDX-License-Identifier: Apache-2.0
#include "probe/massif_workspace.h"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "probe/massif_events.h"

namespace highwater {
namespace {

constexpr std::size_t kLongestParent = 300;  // the shim copies paths into buffers of 512

}  // namespace

bool is_plain_path(std::string_view path) {
  for (const char byte : path)
    if (byte <= ' ' || byte > '~' || byte == '%' || byte == ':' || byte == '"' || byte == '\'' ||
        byte == '\\')
      return false;
  return path.starts_with('/') && path.size() <= kLongestParent;
}

Expected<MassifWorkspace> MassifWorkspace::create(const std::string& shim, std::string_view preferred_parent,
                                                  const InjectionOrder& injection) {
  std::string path = is_plain_path(preferred_parent) ? std::string(preferred_parent) : "/tmp";
  path += "/highwater-massif-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr)
    return fail_errno(errno, "mkdtemp", path, "set TMPDIR to a folder that can be written to");
  MassifWorkspace workspace(std::move(path));
  if (::symlink(shim.c_str(), workspace.file(kMassifShimLink).c_str()) != 0)
    return fail_errno(errno, "symlink", workspace.file(kMassifShimLink));
  HIGHWATER_TRY_VOID(create_massif_events(workspace.file(kMassifEventsFile), injection));
  return workspace;
}

MassifWorkspace::~MassifWorkspace() {
  std::error_code ignored;  // nobody is left to tell
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace highwater
