// SPDX-License-Identifier: Apache-2.0
#include "support/growing_buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace highwater::scenarios {

GrowingBuffer::GrowingBuffer(std::size_t capacity) : bytes_(new std::byte[capacity]), capacity_(capacity) {}

std::span<std::byte> GrowingBuffer::space_to_read() {
  while (capacity_ - size_ < kWantedFreeBytes) reallocate(grown_capacity(capacity_));
  return {bytes_.get() + size_, capacity_ - size_};
}

void GrowingBuffer::append(std::span<const std::byte> piece) {
  std::span<std::byte> space = space_to_read();
  while (!piece.empty()) {
    const std::size_t taken = std::min(piece.size(), space.size());
    std::memcpy(space.data(), piece.data(), taken);
    filled(taken);
    piece = piece.subspan(taken);
    space = space_to_read();
  }
}

void GrowingBuffer::trim() {
  if (is_wasteful(capacity_, size_)) reallocate(size_);
}

void GrowingBuffer::reallocate(std::size_t capacity) {
  // Not realloc: the routine of the stories allocated, copied and freed, so that both buffers count at once.
  std::unique_ptr<std::byte[]> bytes(new std::byte[capacity]);
  if (size_ > 0) std::memcpy(bytes.get(), bytes_.get(), size_);
  bytes_ = std::move(bytes);
  capacity_ = capacity;
}

}  // namespace highwater::scenarios
