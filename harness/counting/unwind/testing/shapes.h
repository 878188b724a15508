// SPDX-License-Identifier: Apache-2.0
// Functions whose frames differ, each of which calls back from its depth. Compiled twice, with frame pointers
// and without; used by capture_test.cc.
#pragma once

namespace highwater::counting {

using Callback = void (*)(void* context);

struct Shapes {
  const char* name;
  void (*nested)(Callback, void*);
  void (*recursive)(Callback, void*);         // 40 deep
  void (*variable_array)(Callback, void*);    // alloca
  void (*aligned)(Callback, void*);           // the stack aligned to 64 bytes
  void (*aligned_variable)(Callback, void*);  // both
  void (*large_frame)(Callback, void*);       // 200 KiB
  void (*through_qsort)(Callback, void*);
  void (*through_sort)(Callback, void*);  // std::sort, std::function
  void (*in_cleanup)(Callback, void*);    // a destructor, while an exception passes
  void (*in_catch)(Callback, void*);
  void (*interrupted)(Callback, void*);     // in a handler of a signal raised by a call
  void (*trapped)(Callback, void*);         // in a handler of a trap between two instructions
  void (*on_other_stack)(Callback, void*);  // the same on a stack for signals
};

extern const Shapes kShapesWithFramePointers;
extern const Shapes kShapesWithoutFramePointers;

}  // namespace highwater::counting
