// SPDX-License-Identifier: Apache-2.0
#include "tests/export/testing/exposition.h"

#include <regex>
#include <set>
#include <sstream>

namespace highwater {
namespace {

class Reader {
 public:
  Exposition read(const std::string& text) {
    if (!text.empty() && text.back() != '\n') problem("the last line has no end");
    std::istringstream lines(text);
    while (std::getline(lines, line_)) {
      ++number_;
      if (line_.rfind("# ", 0) == 0)
        read_comment();
      else
        read_sample();
    }
    return std::move(found_);
  }

 private:
  void problem(const std::string& what) {
    found_.problems.push_back(std::to_string(number_) + ": " + what + ": " + line_);
  }

  void read_comment() {
    static const std::regex kHelp(R"(# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ([^\\]|\\\\|\\n)+)");
    static const std::regex kType(
        R"(# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped))");
    std::smatch match;
    if (std::regex_match(line_, match, kHelp)) {
      family_ = match[1];
      if (!families_.insert(family_).second) problem("a metric begins twice");
      has_type_ = false;
    } else if (std::regex_match(line_, match, kType)) {
      if (match[1] != family_ || has_type_) problem("a TYPE that does not follow its HELP");
      has_type_ = true;
      const bool counts = family_.size() > 6 && family_.substr(family_.size() - 6) == "_total";
      if ((match[2] == "counter") != counts) problem("_total is for counters");
    } else {
      problem("neither HELP nor TYPE");
    }
  }

  void read_sample() {
    static const std::regex kSample(
        R"(([a-zA-Z_:][a-zA-Z0-9_:]*)\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\\\|\\"|\\n)*",?)*)\} (-?[0-9]+))");
    static const std::regex kLabel(R"REGEX(([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\\\|\\"|\\n)*)"(,|$))REGEX");
    std::smatch match;
    if (!std::regex_match(line_, match, kSample)) return problem("no sample");
    if (match[1] != family_ || !has_type_) problem("a sample that is not below its HELP and TYPE");
    ExposedSample sample{.metric = match[1], .labels = {}, .value = match[3]};
    const std::string labels = match[2];
    for (std::sregex_iterator label(labels.begin(), labels.end(), kLabel); label != std::sregex_iterator();
         ++label)
      if (!sample.labels.emplace((*label)[1], unescaped((*label)[2])).second) problem("a label occurs twice");
    if (!series_.insert(sample.metric + "{" + labels + "}").second) problem("a series occurs twice");
    found_.samples.push_back(std::move(sample));
  }

  static std::string unescaped(const std::string& text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\\') {
        plain += text[i];
        continue;
      }
      ++i;
      plain += text[i] == 'n' ? '\n' : text[i];
    }
    return plain;
  }

  Exposition found_;
  std::string line_;
  std::size_t number_ = 0;
  std::string family_;
  bool has_type_ = false;
  std::set<std::string> families_;
  std::set<std::string> series_;
};

}  // namespace

void PrintTo(const ExposedSample& sample, std::ostream* stream) {
  *stream << sample.metric;
  for (const auto& [name, value] : sample.labels) *stream << " " << name << "=" << value;
  *stream << " " << sample.value;
}

Exposition read_exposition(const std::string& text) {
  return Reader().read(text);
}

}  // namespace highwater
