// SPDX-License-Identifier: Apache-2.0
// The handshake: finds the shared memory that the harness made, claims a slot in it, and leaves no trace in
// the environment unless children are followed. Called by runtime.cc, once a process image and once a forked
// child.
#pragma once

#include "counting/events.h"
#include "counting/wire.h"

namespace highwater::counting {

// What the process was started with, from the kernel: on the initial stack.
struct Start {
  int argument_count;
  char** arguments;
  char** environment;
};
// REQUIRES: a dynamic executable (ld.so keeps the address of the initial stack).
Start initial_stack() noexcept;

// The claimed slot, or null when this process is not measured: the library then only forwards.
struct Attachment {
  Process* process = nullptr;
  Tier tier = Tier::kCounters;
  // When children are followed, mapped for good, with the slots of the tree; `slot` is the number of both.
  Header* header = nullptr;
  std::uint32_t slot = 0;
  InjectionOrder injection{};
};
Attachment attach(const Start& start) noexcept;

// Whether whoever started this process has named a file to count in.
bool is_told_where(const Start& start) noexcept;
// Memory of this process's own, which nobody else reads.
Attachment attach_privately(Tier tier) noexcept;

// In a forked child: the next slot, beside its parent's. Without the descriptor, which the program may have
// closed, and without any memory of the parent's. REQUIRES: parent.header is not null.
Attachment attach_forked(const Attachment& parent) noexcept;

}  // namespace highwater::counting
