// SPDX-License-Identifier: Apache-2.0
// `run --serve`: everything that is needed before the command is started (address, socket, token, plug-in),
// and the server for as long as it runs. Called by cli/.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/fd.h"
#include "probe/live.h"
#include "serve/address.h"
#include "serve/http.h"
#include "serve/live_json.h"
#include "serve/live_service.h"
#include "serve/plugin.h"
#include "serve/token.h"

namespace highwater {

struct ServeOptions {
  std::string address;     // as --serve has it
  std::string token_file;  // empty: a token for this run alone
  std::string folder;      // of the plug-in
  LiveFacts facts;
  HttpLimits limits = {};
};

// The socket is closed on exec, and the server's threads take no signals: the command gets none of it.
class LiveServer final : public LiveObserver {
 public:
  // Errors (kUsage) of each, before anything runs. From here on clients may connect, and wait.
  static Expected<std::unique_ptr<LiveServer>> open(const ServeOptions& options);

  // For a person: where the page is, and the token if it is new, which is shown here and never again; a
  // warning where others can reach the address.
  std::string announcement() const;
  const ServeAddress& address() const { return address_; }

  Expected<void> starts(LiveTarget& target) override;
  LiveWish look(LiveTarget&) override { return LiveWish::kGoOn; }
  void ended(LiveTarget& target) override;

 private:
  LiveServer(ServeOptions options, ServeAddress address, Token token, ServeCreate* create, Fd socket)
      : options_(std::move(options)),
        address_(std::move(address)),
        token_(std::move(token)),
        create_(create),
        socket_(std::move(socket)) {}

  ServeOptions options_;
  ServeAddress address_;
  Token token_;
  ServeCreate* create_;
  Fd socket_;
  std::unique_ptr<LiveService> service_;
  std::unique_ptr<HttpServer> server_;  // goes before what it asks
};

}  // namespace highwater
