// SPDX-License-Identifier: Apache-2.0
#include "counting/attach.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "counting/environment.h"

// The stack as the kernel laid it out: argument count, arguments, null, environment, null, auxiliary vector.
// libc's own `environ` is not set yet when the first allocation comes.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): its name
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
  return header.magic == kMagic && header.version == kWireVersion && header.slot_count <= kMaxTreeSlots &&
         (header.slot_bytes == kSlotBytes || header.slot_bytes == kSlotBytesWithSites) &&
         static_cast<std::uint64_t>(file.st_size) == file_bytes(header.slot_count, header.slot_bytes);
}

// With all that the processes of a tree share; null when the file is not ours.
Header* map_header(int descriptor) noexcept {
  struct stat file;
  if (::fstat(descriptor, &file) != 0 || !S_ISREG(file.st_mode) ||
      file.st_size < static_cast<off_t>(kPageBytes))
    return nullptr;
  auto* const page = static_cast<Header*>(map(descriptor, kPageBytes, 0));
  if (page == nullptr) return nullptr;
  const std::size_t bytes = is_ours(*page, file) ? head_bytes(page->slot_count) : 0;
  ::munmap(page, kPageBytes);
  return bytes == 0 ? nullptr : static_cast<Header*>(map(descriptor, bytes, 0));
}

std::size_t offset_of_slot(const Header& header, std::uint32_t slot) noexcept {
  return head_bytes(header.slot_count) + slot * header.slot_bytes;
}

// A shared mapping that is moved from a size of 0 stays where it is and is mapped once more (mremap(2)), and
// may grow over the rest of its file.
Process* map_slot_beside(Header* header, std::uint32_t slot) noexcept {
  const std::size_t before = offset_of_slot(*header, slot);
  void* const memory = ::mremap(header, 0, before + header->slot_bytes, MREMAP_MAYMOVE);
  if (memory == MAP_FAILED) return nullptr;
  ::munmap(memory, before);
  return reinterpret_cast<Process*>(static_cast<char*>(memory) + before);
}

// `map_it(slot)` maps the Process of a number.
template <typename Map>
Attachment claim(Header* header, Map map_it) noexcept {
  Attachment attachment;
  if (header->slot_bytes == kSlotBytesWithSites)
    attachment.tier = header->watched != 0 ? Tier::kWatched : Tier::kSites;
  attachment.header = header;
  attachment.injection = header->injection;
  attachment.slot = header->claimed.fetch_add(1);
  if (attachment.slot >= header->slot_count) return attachment;
  attachment.process = map_it(attachment.slot);
  if (attachment.process == nullptr) header->tree.uncounted.fetch_add(1);
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
  Header* const header = map_header(descriptor);
  Attachment attachment;
  if (header != nullptr)
    attachment = claim(header, [=](std::uint32_t slot) {
      return static_cast<Process*>(map(descriptor, header->slot_bytes, offset_of_slot(*header, slot)));
    });
  const bool follows = variable(start.environment, kChildrenVariable) != nullptr;
  if (follows && header != nullptr && header->slot_count > 1) return attachment;
  if (header != nullptr) ::munmap(header, head_bytes(header->slot_count));
  attachment.header = nullptr;
  if (follows) return attachment;
  if (attachment.process != nullptr) ::close(descriptor);
  remove_first_preload(start.environment);
  remove_variable(start.environment, kVariable);
  return attachment;
}

bool is_told_where(const Start& start) noexcept {
  return variable(start.environment, kVariable) != nullptr;
}

Attachment attach_privately(Tier tier) noexcept {
  const std::size_t bytes = tier == Tier::kSites ? kSlotBytesWithSites : kSlotBytes;
  void* const memory =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  Attachment attachment;
  if (memory == MAP_FAILED) return attachment;
  attachment.process = static_cast<Process*>(memory);
  attachment.tier = tier;
  return attachment;
}

Attachment attach_forked(const Attachment& parent) noexcept {
  return claim(parent.header, [&](std::uint32_t slot) { return map_slot_beside(parent.header, slot); });
}

}  // namespace highwater::counting
