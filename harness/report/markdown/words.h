// SPDX-License-Identifier: Apache-2.0
// Names and sentences from outside in the Markdown documents: what shows, as long as a reader wants it,
// escaped. Shared by the documents of checks and of reviews.
#pragma once

#include <string>

namespace highwater {

std::string code_words(const std::string& name);
std::string plain_words(const std::string& sentence);

}  // namespace highwater
