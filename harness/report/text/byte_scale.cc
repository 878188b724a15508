// SPDX-License-Identifier: Apache-2.0
// Rounding and spelling follow google/pprof, internal/measurement/measurement.go.
#include "report/text/byte_scale.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace highwater {
namespace {

struct Unit {
  ByteUnit unit;
  const char* name;
  double bytes;
};
constexpr Unit kUnits[] = {
    {ByteUnit::kBytes, "B", 1},
    {ByteUnit::kKilo, "kB", 1024.0},
    {ByteUnit::kMega, "MB", 1024.0 * 1024},
    {ByteUnit::kGiga, "GB", 1024.0 * 1024 * 1024},
    {ByteUnit::kTera, "TB", 1024.0 * 1024 * 1024 * 1024},
    {ByteUnit::kPeta, "PB", 1024.0 * 1024 * 1024 * 1024 * 1024},
};

}  // namespace

ByteUnit unit_of(std::int64_t bytes) {
  ByteUnit best = ByteUnit::kBytes;
  for (const Unit& unit : kUnits)
    if (static_cast<double>(bytes) / unit.bytes >= 1) best = unit.unit;
  return best;
}

std::optional<ByteUnit> byte_unit_named(const std::string& name) {
  if (name == "bytes") return ByteUnit::kBytes;
  for (const Unit& unit : kUnits)
    if (name == unit.name) return unit.unit;
  return std::nullopt;
}

ByteUnit common_unit(std::int64_t smallest, std::int64_t largest) {
  if (smallest == 0) smallest = largest;
  const bool far_apart =
      smallest <= std::numeric_limits<std::int64_t>::max() / 100 && smallest * 100 < largest;
  const bool same = unit_of(smallest) == unit_of(largest);
  return unit_of(far_apart && !same ? smallest * 100 : smallest);
}

std::string scaled_bytes(std::int64_t bytes, ByteUnit unit) {
  const Unit& scale = kUnits[static_cast<std::size_t>(unit)];
  std::string text = fmt::format("{:.2f}", static_cast<double>(bytes) / scale.bytes);
  if (text.size() > 3 && text.substr(text.size() - 3) == ".00") text.resize(text.size() - 3);
  return text == "0" || text == "-0" ? "0" : text + scale.name;
}

std::string percentage(std::int64_t value, std::int64_t total) {
  double percent = 0;
  if (total != 0) percent = std::abs(static_cast<double>(value) / static_cast<double>(total)) * 100;
  if (percent >= 99.95 && percent <= 100.05) return "  100%";
  if (percent >= 1) return fmt::format("{:5.2f}%", percent);
  return fmt::format("{:5.2g}%", percent);
}

}  // namespace highwater
