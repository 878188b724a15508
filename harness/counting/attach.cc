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
  return header.magic == kMagic && header.version == kWireVersion && header.slot_bytes == kSlotBytes &&
         static_cast<std::uint64_t>(file.st_size) == file_bytes(header.slot_count);
}

Process* claim(int descriptor) noexcept {
  struct stat file;
  if (::fstat(descriptor, &file) != 0 || !S_ISREG(file.st_mode) ||
      file.st_size < static_cast<off_t>(kPageBytes))
    return nullptr;
  auto* header = static_cast<Header*>(map(descriptor, kPageBytes, 0));
  if (header == nullptr) return nullptr;
  Process* process = nullptr;
  if (is_ours(*header, file)) {
    const std::uint32_t slot = header->claimed.fetch_add(1);
    if (slot < header->slot_count)
      process = static_cast<Process*>(map(descriptor, kSlotBytes, kPageBytes + slot * kSlotBytes));
  }
  ::munmap(header, kPageBytes);
  return process;
}

}  // namespace

Start initial_stack() noexcept {
  char** words = static_cast<char**>(__libc_stack_end);
  const auto count = static_cast<int>(reinterpret_cast<std::intptr_t>(words[0]));
  return {count, words + 1, words + 1 + count + 1};
}

Process* attach(const Start& start) noexcept {
  const char* value = variable(start.environment, kVariable);
  if (value == nullptr) return nullptr;
  const int descriptor = parse_descriptor(value);
  if (descriptor < 0) return nullptr;
  Process* process = claim(descriptor);
  if (variable(start.environment, kChildrenVariable) != nullptr) return process;
  if (process != nullptr) ::close(descriptor);
  remove_first_preload(start.environment);
  remove_variable(start.environment, kVariable);
  return process;
}

const unsigned* make_fork_guard() noexcept {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  void* memory = ::mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  static const unsigned kNever = 0;
  if (memory == MAP_FAILED) return &kNever;
  auto* guard = static_cast<unsigned*>(memory);
  if (::madvise(memory, page, MADV_WIPEONFORK) == 0) *guard = 1;
  return guard;
}

}  // namespace highwater::counting
