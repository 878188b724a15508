// SPDX-License-Identifier: Apache-2.0
// The private folder of one massif run: where Valgrind, the shim and the probe leave files for each other.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "injection/order.h"

namespace highwater {

// True when `path` can be handed to Valgrind and to the dynamic linker as it is. Valgrind expands "%" in its
// options and splits monitor commands at blanks; LD_PRELOAD is split at blanks and colons; and a line of the
// log has one path.
bool is_plain_path(std::string_view path);

// Removed with its contents at the end of its life. base/file.h's TemporaryDirectory goes where $TMPDIR says;
// this one only if that is a plain path, and otherwise to /tmp.
class MassifWorkspace {
 public:
  // With the shim's events file, and a link to the shim under a plain path, whatever `shim` is called.
  static Expected<MassifWorkspace> create(const std::string& shim, std::string_view preferred_parent,
                                          const InjectionOrder& injection = {});
  MassifWorkspace(MassifWorkspace&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  // Two owners would remove the folder twice, and a run needs one.
  MassifWorkspace(const MassifWorkspace&) = delete;
  MassifWorkspace& operator=(const MassifWorkspace&) = delete;
  ~MassifWorkspace();

  const std::string& path() const { return path_; }
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  explicit MassifWorkspace(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace highwater
