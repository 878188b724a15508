// SPDX-License-Identifier: Apache-2.0
// SIGINT, SIGTERM and SIGHUP to the harness: noted, so that what runs can be ended and nothing is left half
// written.
#pragma once

namespace highwater {

// From now on SIGINT, SIGTERM and SIGHUP (the terminal is gone) no longer end the process; they are noted,
// and interrupt a wait in Launcher::run(). Calls that are not waiting run to their end: writing a file is
// never cut off. A second SIGINT or SIGTERM ends the process at once; a second SIGHUP is the same news again.
void note_interrupts();

struct Interrupt {
  int signal = 0;             // 0: none so far
  bool from_process = false;  // sent by a process (kill), not by the terminal to the whole foreground group
};
Interrupt interrupt();

}  // namespace highwater
