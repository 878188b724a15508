// SPDX-License-Identifier: Apache-2.0
// The handshake: finds the shared memory that the harness made, claims a slot in it, and leaves no trace in
// the environment. Called once a process image by runtime.cc.
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
};
Attachment attach(const Start& start) noexcept;

}  // namespace highwater::counting
