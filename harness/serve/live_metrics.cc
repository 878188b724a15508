// SPDX-License-Identifier: Apache-2.0
// https://prometheus.io/docs/practices/naming/, https://prometheus.io/docs/instrumenting/writing_clientlibs/
#include "serve/live_metrics.h"

#include <fmt/format.h>

namespace highwater {
namespace {

class Exposition {
 public:
  void gauge(const char* name, const char* help, auto value) { add(name, help, "gauge", value); }
  void counter(const char* name, const char* help, auto value) { add(name, help, "counter", value); }
  std::string take() { return std::move(text_); }

 private:
  void add(const char* name, const char* help, const char* type, auto value) {
    text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n{} {}\n", name, help, name, type, name, value);
  }
  std::string text_;
};

void add_process(Exposition& exposition, const ProcessStatus& status) {
  exposition.counter("process_cpu_seconds_total", "User and system CPU time spent, in seconds.",
                     status.cpu_seconds);
  exposition.gauge("process_start_time_seconds", "Start time of the process since 1970, in seconds.",
                   status.start_time_seconds);
  exposition.gauge("process_resident_memory_bytes", "Resident memory, in bytes.", status.resident_bytes);
  exposition.gauge("process_virtual_memory_bytes", "Virtual memory, in bytes.", status.virtual_bytes);
  exposition.gauge("process_open_fds", "Open file descriptors.", status.open_files);
  exposition.gauge("process_threads", "Threads.", status.threads);
}

}  // namespace

std::string render_live_metrics(const LiveNumbers& numbers, std::optional<std::int64_t> limit_bytes,
                                const std::optional<ProcessStatus>& status) {
  Exposition exposition;
  exposition.gauge("highwater_live_bytes", "Requested bytes that are live.", numbers.live_bytes);
  exposition.gauge("highwater_live_blocks", "Blocks that are live.", numbers.live_blocks);
  exposition.gauge("highwater_peak_bytes", "Most requested bytes live at one moment since the start.",
                   numbers.peak_bytes);
  exposition.gauge("highwater_peak_upper_bytes",
                   "The same, as high as it may be: it differs only where the peak is not exact.",
                   numbers.peak_upper_bytes);
  exposition.counter("highwater_allocated_bytes_total", "Requested bytes of all allocations together.",
                     numbers.allocated_bytes);
  exposition.counter("highwater_allocations_total", "Calls that allocated; a successful realloc is one.",
                     numbers.allocations);
  if (limit_bytes)
    exposition.gauge("highwater_limit_bytes", "The limit that live bytes are held to.", *limit_bytes);
  exposition.gauge("highwater_recording", "1 while call sites are recorded.", numbers.recording.on ? 1 : 0);
  exposition.gauge("highwater_running", "1 while the command runs.", numbers.end ? 0 : 1);
  if (status) add_process(exposition, *status);
  return exposition.take();
}

}  // namespace highwater
