// SPDX-License-Identifier: Apache-2.0
#include "report/json/tests.h"

#include "report/json/numbers.h"

namespace highwater {
namespace {

constexpr int kTestsSchema = 1;

}  // namespace

std::string to_json(const TestRuns& runs) {
  Json json = {{"schema", kTestsSchema}, {"command", runs.command}, {"probe", name_of(runs.probe)}};
  if (runs.no_test) json["no_test"] = numbers_to_json(*runs.no_test);
  Json tests = Json::array();
  for (const TestRun& test : runs.tests) {
    Json entry = {{"name", test.name}};
    entry.update(numbers_to_json(test.measurement));
    tests.push_back(std::move(entry));
  }
  json["tests"] = std::move(tests);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace highwater
