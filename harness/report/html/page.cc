// SPDX-License-Identifier: Apache-2.0
#include "report/html/page.h"

#include <fmt/format.h>

namespace highwater {
namespace {

// The script by its hash: one that somebody smuggled in, or an event handler in an attribute, does not run.
// Styles may be in attributes, for that is where the places of frames are.
constexpr const char* kHead =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
    "<title>Highwater report</title>\n<link rel=\"icon\" "
    "href=\"data:,\">\n<style>{}</style>\n</head>\n<body>\n"
    "<a class=\"skip\" href=\"#summary\">Skip to the summary</a>\n";

}  // namespace

std::string html_page_start() {
  return fmt::format(kHead, kHtmlScriptHash, kHtmlStyle);
}

std::string html_page_end() {
  return fmt::format("<script>{}</script>\n</body>\n</html>\n", kHtmlScript);
}

}  // namespace highwater
