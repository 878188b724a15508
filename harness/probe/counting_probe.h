// SPDX-License-Identifier: Apache-2.0
// Measures a command under the preloaded counting library. Called by the gate and by `run`.
#pragma once

#include <memory>
#include <string>

#include "probe/probe.h"
#include "symbols/symbolizer.h"

namespace highwater {

enum class Children { kIgnore, kFollow };

class CountingProbe final : public Probe {
 public:
  // BORROWS: runner. `library` is the path of libhighwater_counting.so.
  CountingProbe(ProcessRunner& runner, std::string library, Children children = Children::kIgnore)
      : runner_(runner), library_(std::move(library)), children_(children) {}

  ProbeKind kind() const override { return ProbeKind::kCounting; }
  bool records_sites() const override { return true; }

  // Refuses (kProbe) with the reason: no such library; not attached (static, set-user-id, another
  // architecture); an allocator of the program's own; a sanitizer; a program that replaced itself by exec or
  // handed its work to a child, unless children are followed; numbers that the library itself does not vouch
  // for. kScenario: ended in failure before it could attach.
  Expected<ProbeRun> run(const ProbeRequest& request) override;

 private:
  Expected<Symbolizer*> symbolizer();

  ProcessRunner& runner_;
  std::string library_;
  Children children_;
  std::unique_ptr<Symbolizer> symbolizer_;  // with what it knows from earlier runs; null before the first
};

}  // namespace highwater
