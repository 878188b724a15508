// SPDX-License-Identifier: Apache-2.0
// Prometheus's text exposition format, read by its grammar alone: what `promtool check metrics` would say.
// https://prometheus.io/docs/instrumenting/exposition_formats/
#pragma once

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace highwater {

struct ExposedSample {
  std::string metric;
  std::map<std::string, std::string> labels;  // unescaped
  std::string value;

  bool operator==(const ExposedSample&) const = default;
};

void PrintTo(const ExposedSample& sample, std::ostream* stream);  // found by GoogleTest

struct Exposition {
  std::vector<ExposedSample> samples;
  std::vector<std::string> problems;  // with the line; none: the text is what it should be
};

Exposition read_exposition(const std::string& text);

}  // namespace highwater
