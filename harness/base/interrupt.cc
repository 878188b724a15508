// SPDX-License-Identifier: Apache-2.0
#include "base/interrupt.h"

#include <csignal>

namespace highwater {
namespace {

volatile std::sig_atomic_t noted_signal = 0;
volatile std::sig_atomic_t noted_from_process = 0;

void note(int signal, siginfo_t* info, void*) {
  noted_from_process = info->si_code <= 0 ? 1 : 0;
  noted_signal = signal;
}

}  // namespace

void note_interrupts() {
  struct sigaction action {};
  action.sa_sigaction = note;
  constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
  for (const int signal : kSignals) {
    struct sigaction before {};
    // A signal that the caller ignores (nohup, a background job) stays ignored.
    if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) continue;
    // No SA_RESTART: the wait must come back. SA_RESETHAND: the second signal is obeyed, but for a hang-up.
    // That comes twice of itself, from a shell that ends and from the kernel, and would cut the cleaning up
    // off.
    action.sa_flags = static_cast<int>(signal == SIGHUP ? SA_SIGINFO : SA_SIGINFO | SA_RESETHAND);
    ::sigaction(signal, &action, nullptr);
  }
}

Interrupt interrupt() {
  return {.signal = noted_signal, .from_process = noted_from_process != 0};
}

}  // namespace highwater
