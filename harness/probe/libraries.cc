// SPDX-License-Identifier: Apache-2.0
#include "probe/libraries.h"

#include <fmt/format.h>
#include <gelf.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "base/file.h"
#include "probe/elf.h"
#include "probe/massif_command.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kTimeout{10};
constexpr std::size_t kBuildIdDigits = 8;  // of 40: enough to tell two builds of one library apart

struct CloseElf {
  void operator()(Elf* elf) const { ::elf_end(elf); }
};
using ElfHandle = std::unique_ptr<Elf, CloseElf>;

ElfHandle open_elf(const Expected<Fd>& fd) {
  ::elf_version(EV_CURRENT);
  ElfHandle elf(fd ? ::elf_begin(fd->get(), ELF_C_READ_MMAP, nullptr) : nullptr);
  return elf && ::elf_kind(elf.get()) == ELF_K_ELF ? std::move(elf) : nullptr;
}

template <typename Visit>
void for_each_segment(Elf* elf, GElf_Word type, Visit visit) {
  std::size_t count = 0;
  if (::elf_getphdrnum(elf, &count) != 0) return;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (::gelf_getphdr(elf, static_cast<int>(i), &header) == nullptr || header.p_type != type) continue;
    Elf_Data* data = ::elf_getdata_rawchunk(elf, static_cast<std::int64_t>(header.p_offset), header.p_filesz,
                                            type == PT_NOTE ? ELF_T_NHDR : ELF_T_BYTE);
    if (data != nullptr && data->d_buf != nullptr) visit(*data);
  }
}

std::string build_id_of(const std::string& path) {
  const Expected<Fd> fd = open_regular(path);
  const ElfHandle elf = open_elf(fd);
  std::string digits;
  if (!elf) return digits;
  for_each_segment(elf.get(), PT_NOTE, [&](Elf_Data& data) {
    GElf_Nhdr note;
    std::size_t name = 0;
    std::size_t description = 0;
    for (std::size_t at = 0; (at = ::gelf_getnote(&data, at, &note, &name, &description)) != 0;) {
      const std::string_view bytes(static_cast<const char*>(data.d_buf), data.d_size);
      if (note.n_type != NT_GNU_BUILD_ID ||
          bytes.substr(name, note.n_namesz) != std::string_view("GNU\0", 4) || !digits.empty())
        continue;
      for (const char byte : bytes.substr(description, note.n_descsz))
        digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    }
  });
  return digits;
}

bool is_of_the_system(const std::string& path) {
  for (const char* folder : {"/usr/", "/lib/", "/lib32/", "/lib64/", "/libx32/"})
    if (path.starts_with(folder)) return !path.starts_with("/usr/local/");
  return false;
}

// The ELF file that runs in the end: the program, or its script's interpreter. Nullopt: none that can be
// listed.
std::optional<std::string> listed_file(const ProbeRequest& request) {
  const Expected<Program> program =
      find_program(request.command.front(), request.environment, request.working_directory);
  if (!program) return std::nullopt;
  std::error_code error;
  std::string path = fs::absolute(program->path, error).string();
  ExecutableFacts facts = inspect_executable(path);
  if (!facts.interpreter.empty()) {
    path = facts.interpreter;
    facts = inspect_executable(path);
  }
  if (error || !facts.is_elf || facts.is_static || facts.other_architecture) return std::nullopt;
  return path;
}

}  // namespace

std::map<std::string, std::string> parse_loader_list(const std::string& text) {
  std::map<std::string, std::string> paths;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = std::string_view(text).substr(start, end - start);
    start = end + 1;
    // "\tlibz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x00007f…)"; the vDSO and the loader have no arrow.
    const std::size_t arrow = line.find(" => ");
    const std::size_t address = line.rfind(" (0x");
    if (arrow == std::string_view::npos || address == std::string_view::npos || address < arrow + 4) continue;
    const std::size_t name = line.find_first_not_of(" \t");
    if (name >= arrow) continue;
    paths[std::string(line.substr(name, arrow - name))] =
        std::string(line.substr(arrow + 4, address - arrow - 4));
  }
  return paths;
}

std::string version_of_library(const std::string& path) {
  std::error_code error;
  const fs::path file = fs::canonical(path, error);
  if (error || !is_of_the_system(file.string())) return {};
  const std::string id = build_id_of(file.string()).substr(0, kBuildIdDigits);
  return id.empty() ? file.filename().string() : fmt::format("{} {}", file.filename().string(), id);
}

std::map<std::string, std::string> libraries_of(ProcessRunner& runner, const ProbeRequest& request) {
  std::map<std::string, std::string> versions;
  const std::optional<std::string> path = listed_file(request);
  const std::string loader = path ? loader_of(*path) : "";
  if (loader.empty()) return versions;
  ProcessSpec spec;
  spec.argv = {loader, "--list", *path};
  spec.environment = request.environment;
  spec.working_directory = request.working_directory;
  spec.stdio = Stdio::kCapture;
  spec.group = ProcessGroup::kOwn;
  spec.timeout = kTimeout;
  const Expected<ProcessOutcome> outcome = runner.run(spec);
  if (!outcome || outcome->exit_code != 0) return versions;
  for (const auto& [name, file] : parse_loader_list(outcome->standard_output.tail))
    if (std::string version = version_of_library(file); !version.empty()) versions[name] = std::move(version);
  return versions;
}

}  // namespace highwater
