// SPDX-License-Identifier: Apache-2.0
#include "base/cut_files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "base/file.h"

namespace highwater {
namespace {

// In a process of its own: the handler stays. Exit code 0 when what was cut off read as zeros.
[[noreturn]] void read_what_was_cut_off(const std::string& path) {
  survive_cut_files();
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  if (!write_file(path, std::string(3 * page, 'x'))) std::exit(1);
  const Expected<Fd> fd = open_regular(path);
  void* const mapped = ::mmap(nullptr, 3 * page, PROT_READ, MAP_PRIVATE, fd->get(), 0);
  if (mapped == MAP_FAILED || ::truncate(path.c_str(), static_cast<off_t>(page)) != 0) std::exit(1);
  const volatile char* const text = static_cast<const volatile char*>(mapped);
  std::exit(text[page - 1] == 'x' && text[page] == '\0' && text[3 * page - 1] == '\0' ? 0 : 2);
}

[[noreturn]] void be_sent_the_signal() {
  survive_cut_files();
  ::raise(SIGBUS);
  std::exit(0);
}

TEST(CutFiles, WhatHasGoneFromAMappedFileReadsAsZeros) {
  const Expected<TemporaryDirectory> folder = TemporaryDirectory::create("highwater-cut-files-test");
  ASSERT_TRUE(folder) << folder.error().what;
  EXPECT_EXIT(read_what_was_cut_off(folder->path() + "/file"), testing::ExitedWithCode(0), "");
}

TEST(CutFiles, ASignalThatSomebodySendsIsDeadlyAsBefore) {
  EXPECT_EXIT(be_sent_the_signal(), testing::KilledBySignal(SIGBUS), "");
}

}  // namespace
}  // namespace highwater
