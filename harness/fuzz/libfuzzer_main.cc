// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry, for the target that HIGHWATER_FUZZ_TARGET names.
#include <cstdint>

#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const highwater::fuzz::Target* const target = highwater::fuzz::find_target(HIGHWATER_FUZZ_TARGET);
  target->run({reinterpret_cast<const char*>(data), size});
  return 0;
}
