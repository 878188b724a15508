// SPDX-License-Identifier: Apache-2.0
#include "serve/page.h"

#include <fmt/format.h>

#include "serve/policy.h"
#include "serve/refusal.h"
#include "serve/token.h"

namespace highwater {
namespace {

constexpr const char* kPageHead = R"html(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Highwater live</title>
<link rel="icon" href="data:,">
<style nonce="{0}">{1}</style>
</head>
<body>
)html";

constexpr const char* kLiveBody = R"html(<header>
<h1>Highwater <span>live</span></h1>
<p id="state" role="status"><b id="dot"></b><span id="what">connecting</span></p>
<p id="command"></p>
</header>
<main>
<p id="notice" class="notice" role="alert" hidden></p>
<dl id="numbers">
<div class="big"><dt>Live</dt><dd id="live">–</dd><dd class="more" id="blocks"></dd></div>
<div class="big"><dt>Peak</dt><dd id="peak">–</dd><dd class="more" id="since"></dd></div>
<div id="limitbox" hidden><dt id="limitname">Limit</dt><dd id="limit"></dd><dd class="more" id="left"></dd></div>
<div><dt>Allocated</dt><dd id="allocated">–</dd><dd class="more" id="allocations"></dd></div>
</dl>
<figure>
<svg id="chart" role="img" aria-label="Live bytes over time"></svg>
<figcaption><span class="k live"></span>live <span class="k peak"></span>peak so far <span class="k limit" id="limitkey" hidden></span><span id="limitlegend"></span></figcaption>
</figure>
<section class="tools" aria-label="Controls">
<button id="record" disabled>Start recording</button>
<button id="snapshot" disabled>Keep a snapshot</button>
<form id="markform"><label class="hide" for="markname">Name of the mark</label><input id="markname" maxlength="60" placeholder="deployed 1.4" autocomplete="off"><button id="mark">Set a mark</button></form>
<output id="said"></output>
</section>
<section>
<h2 id="sitestitle">Largest call sites</h2>
<p id="nosites">Call sites are not recorded. Start recording to see where live bytes come from; what was allocated before stays one row.</p>
<div class="scroll" id="sitesbox" hidden>
<table aria-labelledby="sitestitle">
<thead><tr><th>Function</th><th class="n">Live</th><th class="n">Share</th><th class="n">Blocks</th><th class="n">At the peak</th><th class="n">Allocated</th></tr></thead>
<tbody id="sites"></tbody>
</table>
</div>
</section>
</main>
<footer><a data-to="/debug/pprof/">profiles</a> <a data-to="/debug/pprof/heap">heap profile</a> <a data-to="/metrics">metrics</a> <a data-to="/api/result">result</a> <button id="copy" class="link" hidden>copy the pprof command</button></footer>
<noscript><p class="notice">This page needs its script. <code>go tool pprof</code>, Prometheus and curl do without.</p></noscript>
)html";

constexpr const char* kTokenBody = R"html(<main class="ask">
<h1>Highwater <span>live</span></h1>
<p role="alert">{}</p>
<form method="get" action="/"><label for="token">Token</label><input id="token" name="token" type="password" autocomplete="off" required autofocus><button>Open</button></form>
<p>highwater printed it when it started, or it is in the file that <code>--token-file</code> names.</p>
</main>
)html";

HttpResponse page_of(int status, const std::string& body, const std::string& script) {
  const std::string nonce = new_token().value_or("");
  HttpResponse response =
      text_response(status, "text/html; charset=utf-8",
                    fmt::format(kPageHead, nonce, kPageStyle) + body +
                        fmt::format("<script nonce=\"{}\">{}</script>\n</body>\n</html>\n", nonce, script));
  response.headers.emplace_back("Content-Security-Policy", page_policy(nonce));
  return response;
}

}  // namespace

HttpResponse live_page() {
  return page_of(200, kLiveBody, std::string(kPageChartScript) + kPageScript);
}

HttpResponse token_page(const HttpRequest& request, HttpResponse refused) {
  if (value_in(request.headers, "accept").value_or("").find("text/html") == std::string::npos) return refused;
  const bool gave_one = value_in(request.query, "token").has_value();
  HttpResponse page =
      page_of(401, fmt::format(kTokenBody, gave_one ? "The token is wrong." : "This page needs its token."),
              kTokenScript);
  if (std::optional<std::string> challenge = value_in(refused.headers, "WWW-Authenticate"))
    page.headers.emplace_back("WWW-Authenticate", *challenge);
  return page;
}

}  // namespace highwater
