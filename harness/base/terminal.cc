// SPDX-License-Identifier: Apache-2.0
#include "base/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

namespace highwater {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

bool use_color(ColorMode mode, const TerminalFacts& facts) {
  if (mode != ColorMode::kAuto) return mode == ColorMode::kAlways;
  return facts.no_color.empty() && facts.term != "dumb" && facts.is_terminal;
}

TerminalFacts terminal_facts(int fd) {
  return {.is_terminal = ::isatty(fd) == 1, .no_color = variable("NO_COLOR"), .term = variable("TERM")};
}

std::string paint(std::string_view text, Color color, bool enabled) {
  if (!enabled) return std::string(text);
  int code = 0;
  switch (color) {
    case Color::kRed:
      code = 31;
      break;
    case Color::kGreen:
      code = 32;
      break;
    case Color::kYellow:
      code = 33;
      break;
    case Color::kBold:
      code = 1;
      break;
    case Color::kDim:
      code = 2;
      break;
  }
  return fmt::format("\033[{}m{}\033[0m", code, text);
}

// Cut between characters, not within one.
std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
  };
  std::size_t head = most / 2;
  std::size_t tail = text.size() - most / 2;
  while (head > 0 && continues(head)) --head;
  while (tail < text.size() && continues(tail)) ++tail;
  return fmt::format("{}…{}", text.substr(0, head), text.substr(tail));
}

}  // namespace highwater
