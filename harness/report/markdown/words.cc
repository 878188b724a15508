// SPDX-License-Identifier: Apache-2.0
#include "report/markdown/words.h"

#include <cstddef>

#include "base/printable.h"
#include "report/markdown/escape.h"
#include "report/shortened_text.h"

namespace highwater {
namespace {

constexpr std::size_t kNameCharacters = 200;
constexpr std::size_t kSentenceCharacters = 600;

}  // namespace

std::string code_words(const std::string& name) {
  return markdown_code(shortened_text(printable(name), kNameCharacters));
}

std::string plain_words(const std::string& sentence) {
  return markdown_text(shortened_text(printable(sentence), kSentenceCharacters));
}

}  // namespace highwater
