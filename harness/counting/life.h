// SPDX-License-Identifier: Apache-2.0
// Whether a process image is over, to be asked by the other processes of its tree. Used by the tree's ledger.
//
// An image is over when its memory is gone: when the process has ended, in whatever way, or has become
// another program by exec. The kernel notes that moment by itself in a System V segment that is attached to
// the image's memory and to nothing else (MADV_DONTFORK), and that was removed as soon as it was attached: it
// is there exactly as long as the memory is. So whoever has seen the end of a process (by wait, by the end of
// a pipe) finds its segment gone.
//
// Why not otherwise: a zombie answers kill(pid, 0), and /proc/PID/stat tells an image from the one after exec
// by nothing that may always be read; the robust list of futexes is of a thread, and a raw clone has none;
// locks on files go with the descriptors, which programs close; a message from the harness comes too late.
#pragma once

#include "counting/wire_tree.h"

namespace highwater::counting {

enum class Life { kGoesOn, kIsOver, kUnknown };

// This image's segment is in `slot` from now on; none where the system has no more.
void begin_life(TreeSlot& slot) noexcept;

// kUnknown: without a segment, or with one in another IPC namespace than the caller's.
Life life_of(const TreeSlot& slot) noexcept;

}  // namespace highwater::counting
