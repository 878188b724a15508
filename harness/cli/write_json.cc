// SPDX-License-Identifier: Apache-2.0
#include "cli/write_json.h"

#include "base/file.h"

namespace highwater {

ExitStatus write_json(Session& session, const std::string& path, const std::string& json) {
  if (path.empty()) return ExitStatus::kOk;
  if (path == "-") return session.print(json, ExitStatus::kOk);
  const Expected<void> written = write_file(path, json);
  return written ? ExitStatus::kOk : session.report(written.error());
}

}  // namespace highwater
