// SPDX-License-Identifier: Apache-2.0
// The frame of the HTML report: head, style and script. Everything is in the one file, and its content
// security policy forbids everything else. Called by html.cc.
#pragma once

#include <string>

namespace highwater {

extern const char kHtmlStyle[];   // style.cc
extern const char kHtmlScript[];  // script.cc
// The SHA-256 of kHtmlScript in base64, by which the policy allows it. A constant, because the script is one;
// tests/report/html_policy_test.cc says what it must be.
extern const char kHtmlScriptHash[];

// From the doctype up to the body's content, and from there to the end.
std::string html_page_start();
std::string html_page_end();

}  // namespace highwater
