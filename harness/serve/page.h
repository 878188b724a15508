// SPDX-License-Identifier: Apache-2.0
// GET /: the live page. It holds no numbers; its script asks for them. Nothing comes from elsewhere.
#pragma once

#include <string>

#include "serve/http.h"

namespace highwater {

HttpResponse live_page();

// What a browser sees in place of the 401 `refused`: a form for the token. Anything else gets `refused`.
HttpResponse token_page(const HttpRequest& request, HttpResponse refused);

extern const char kPageStyle[];        // page_style.cc
extern const char kPageScript[];       // page_script.cc
extern const char kPageChartScript[];  // page_chart_script.cc
extern const char kTokenScript[];      // page_script.cc

}  // namespace highwater
