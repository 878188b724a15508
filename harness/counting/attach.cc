// SPDX-License-Identifier: Apache-2.0
#include "counting/attach.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "counting/environment.h"

// The stack as the kernel laid it out: argument count, arguments, null, environment, null, auxiliary vector.
// libc's own `environ` is not set yet when the first allocation comes.
extern "C" void* __libc_stack_end;

namespace highwater::counting {
namespace {

int parse_descriptor(const char* text) noexcept {
  int number = 0;
  for (const char* digit = text; *digit != '\0'; ++digit) {
    if (*digit < '0' || *digit > '9' || number > 99999) return -1;
    number = number * 10 + (*digit - '0');
  }
  return *text == '\0' ? -1 : number;
}

void* map(int descriptor, std::size_t bytes, std::size_t offset) noexcept {
  void* memory =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, static_cast<off_t>(offset));
  return memory == MAP_FAILED ? nullptr : memory;
}

// The number in the variable may since have been given to another file.
bool is_ours(const Header& header, const struct stat& file) noexcept {
  return header.magic == kMagic && header.version == kWireVersion &&
         (header.slot_bytes == kSlotBytes || header.slot_bytes == kSlotBytesWithSites) &&
         static_cast<std::uint64_t>(file.st_size) == file_bytes(header.slot_count, header.slot_bytes);
}

Attachment claim(int descriptor) noexcept {
  struct stat file;
  if (::fstat(descriptor, &file) != 0 || !S_ISREG(file.st_mode) ||
      file.st_size < static_cast<off_t>(kPageBytes))
    return {};
  auto* header = static_cast<Header*>(map(descriptor, kPageBytes, 0));
  if (header == nullptr) return {};
  Attachment attachment;
  if (is_ours(*header, file)) {
    const std::uint32_t slot = header->claimed.fetch_add(1);
    if (slot < header->slot_count)
      attachment.process =
          static_cast<Process*>(map(descriptor, header->slot_bytes, kPageBytes + slot * header->slot_bytes));
    if (header->slot_bytes == kSlotBytesWithSites) attachment.tier = Tier::kSites;
  }
  ::munmap(header, kPageBytes);
  return attachment;
}

}  // namespace

Start initial_stack() noexcept {
  char** words = static_cast<char**>(__libc_stack_end);
  const auto count = static_cast<int>(reinterpret_cast<std::intptr_t>(words[0]));
  return {count, words + 1, words + 1 + count + 1};
}

Attachment attach(const Start& start) noexcept {
  const char* value = variable(start.environment, kVariable);
  if (value == nullptr) return {};
  const int descriptor = parse_descriptor(value);
  if (descriptor < 0) return {};
  const Attachment attachment = claim(descriptor);
  if (variable(start.environment, kChildrenVariable) != nullptr) return attachment;
  if (attachment.process != nullptr) ::close(descriptor);
  remove_first_preload(start.environment);
  remove_variable(start.environment, kVariable);
  return attachment;
}

}  // namespace highwater::counting
