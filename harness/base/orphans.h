// SPDX-License-Identifier: Apache-2.0
// The processes that a program leaves behind, daemons too: the calling process is given them in place of
// init. Used by the launcher process; nothing here allocates.
//
// Source: PR_SET_CHILD_SUBREAPER, prctl(2).
#pragma once

#include <sys/types.h>

namespace highwater {

// From now on the orphans among this process's descendants become its children.
void adopt_orphans();

// Reaps the children that have ended, except for `one`, whose end is somebody else's to learn.
void reap_children_but(pid_t one);

// Whether a child goes on. Those of the group `killed`, which have been sent SIGKILL, are given a second to
// be gone; 0: no group was. REQUIRES: nobody waits for one of them.
bool has_children_left(pid_t killed);

// Kills all children and what these leave behind in turn; without /proc they stay.
void kill_children();

}  // namespace highwater
