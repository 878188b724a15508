// SPDX-License-Identifier: Apache-2.0
// The harness's side of shim/massif_wire.h: makes the file that the shim maps, and reads it afterwards.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "probe/shim/massif_wire.h"

namespace highwater {

// Of every error about a file that the program could have put something else in the place of.
inline constexpr const char* kOverwritten = "the scenario may have overwritten the file";

struct MassifEvents {
  MassifWireHeader header{};
  std::vector<MassifBoundary> boundaries;  // the complete ones
};

// Makes an empty file, its space reserved: the shim would die of a full disk (SIGBUS), and the program with
// it.
Expected<void> create_massif_events(const std::string& path, const InjectionOrder& injection = {});

Expected<MassifEvents> read_massif_events(const std::string& path);

}  // namespace highwater
