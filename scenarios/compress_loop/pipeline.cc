// SPDX-License-Identifier: Apache-2.0
#include "compress_loop/pipeline.h"

#include "support/failure.h"

namespace highwater::scenarios {
namespace {

constexpr int kLevel = 3;

}  // namespace

Pipeline::Pipeline() : context_(ZSTD_createCCtx()), result_(new std::byte[kResultBytes]) {
  if (context_ == nullptr) fail("cannot make a zstd context");
}

std::size_t Pipeline::run(std::span<const std::byte> jpeg) {
  if (result_ == nullptr) result_.reset(new std::byte[kResultBytes]);
  decoder_.decode_whole(jpeg, kLoopWidths.front());
  std::size_t total = 0;
  for (const std::span<const std::byte> thumbnail : recompressor_.thumbnails()) {
    const std::size_t bytes = ZSTD_compressCCtx(context_.get(), result_.get(), kResultBytes, thumbnail.data(),
                                                thumbnail.size(), kLevel);
    if (ZSTD_isError(bytes) != 0) fail("cannot compress with zstd", ZSTD_getErrorName(bytes));
    total += bytes;
  }
  return total;
}

// zstd has written to the buffer, so the compiler cannot leave its allocation out.
void Pipeline::forget_result() {
  static_cast<void>(result_.release());
}

}  // namespace highwater::scenarios
