// SPDX-License-Identifier: Apache-2.0
// The seeds are good: a fuzzer that starts from what is refused at once gets nowhere.
#include <gtest/gtest.h>

#include "base/file.h"
#include "baseline/baseline_json.h"
#include "compare/outcome_json.h"
#include "gate/proposal.h"
#include "probe/massif_file.h"
#include "probe/massif_log.h"
#include "probe/massif_xtree.h"
#include "result/json.h"
#include "suite/configuration.h"
#include "suite/manifest.h"

namespace highwater {
namespace {

std::string seed(const std::string& name) {
  return *read_file(std::string(HIGHWATER_FUZZ_CORPUS) + "/" + name);
}

template <typename Value>
void expect_read(const Expected<Value>& read) {
  EXPECT_TRUE(read) << read.error().what;
}

TEST(Seeds, OfJsonReadersAreRead) {
  expect_read(measurement_from_json(seed("result/sites.json"), "sites.json"));
  expect_read(outcome_from_json(seed("result/outcome.json"), "outcome.json"));
  expect_read(baseline_from_json(seed("baseline/seed.json"), "seed.json", {"linux-test", "a/b"}));
  expect_read(parse_manifest(seed("manifest/seed.json"), "seed.json", Configuration{}));
  expect_read(proposal_from_json(seed("proposal/seed.json"), "seed.json"));
}

TEST(Seeds, OfMassifReadersAreRead) {
  expect_read(parse_massif(seed("massif/file.ms"), "file.ms"));
  expect_read(parse_xtree(seed("massif/xtree.ms"), "xtree.ms"));
  EXPECT_TRUE(parse_massif_log(seed("massif_notes/log.txt"), 1).at_exit.has_value());
}

}  // namespace
}  // namespace highwater
