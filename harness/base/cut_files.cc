// SPDX-License-Identifier: Apache-2.0
// The handler puts a page of zeros where the file has none, and the access is made again.
#include "base/cut_files.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>

namespace highwater {
namespace {

std::size_t page_bytes = 0;

bool put_zeros_at(char* address) {
  char* const page = address - reinterpret_cast<std::uintptr_t>(address) % page_bytes;
  return ::mmap(page, page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
         page;
}

void on_bus_error(int signal, siginfo_t* info, void*) {
  const int error = errno;
  // BUS_ADRERR: no such place in the file. The others are of broken memory, or sent by somebody.
  if (info->si_code != BUS_ADRERR || !put_zeros_at(static_cast<char*>(info->si_addr))) {
    ::signal(signal, SIG_DFL);
    ::raise(signal);  // held back until the handler ends
  }
  errno = error;
}

}  // namespace

void survive_cut_files() {
  page_bytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  struct sigaction action {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO;
  ::sigaction(SIGBUS, &action, nullptr);
}

}  // namespace highwater
