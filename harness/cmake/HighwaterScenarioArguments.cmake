# SPDX-License-Identifier: Apache-2.0
# Checks the arguments of highwater_add_scenario and turns them into JSON. Each refusal says what is allowed: a manifest that
# is wrong is found here, not by the run of the gate.

# REQUIRES: HIGHWATER_REFUSING names the call.
function(_highwater_refuse)
  string(JOIN "" text ${ARGN})
  message(FATAL_ERROR "${HIGHWATER_REFUSING}: ${text}")
endfunction()

# CMake glues the elements of a list together from a `[` to its `]`: such arguments would be merged without a word.
# A macro, because it looks at the arguments of its caller.
macro(_highwater_check_brackets)
  math(EXPR _highwater_last "${ARGC} - 1")
endmacro()
