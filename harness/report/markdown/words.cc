// SPDX-License-Identifier: Apache-2.0
#include "report/markdown/words.h"

#include <cstddef>

#include "report/markdown/escape.h"
#include "report/visible_text.h"

namespace highwater {
namespace {

constexpr std::size_t kNameCharacters = 200;
constexpr std::size_t kSentenceCharacters = 600;

}  // namespace

std::string code_words(const std::string& name) {
  return markdown_code(shortened_text(visible_text(name), kNameCharacters));
}

std::string plain_words(const std::string& sentence) {
  return markdown_text(shortened_text(visible_text(sentence), kSentenceCharacters));
}

}  // namespace highwater
