// SPDX-License-Identifier: Apache-2.0
#include "gate/selftest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/testing/fake_suite.h"

namespace highwater {
namespace {

using testing::Each;
using testing::HasSubstr;

// Like FakeProbe, and what is injected shows in its numbers, unless it is blind.
class InjectedProbe final : public Probe {
 public:
  explicit InjectedProbe(FakeProbe& probe) : probe_(probe) {}
  ProbeKind kind() const override { return probe_.kind(); }

  Expected<ProbeRun> run(const ProbeRequest& request) override {
    HIGHWATER_TRY(ProbeRun run, probe_.run(request));
    if (!is_blind) add(request.injection, run.measurement.metrics);
    run.measurement.metrics.peak_bytes += jitter;
    jitter = -jitter;
    run.measurement.peak_upper_bytes = run.measurement.metrics.peak_bytes;
    return run;
  }

  bool is_blind = false;
  std::int64_t jitter = 0;

 private:
  static void add(const InjectionOrder& order, Metrics& metrics) {
    const auto bytes = static_cast<std::int64_t>(order.bytes);
    const auto blocks = static_cast<std::int64_t>(order.blocks);
    metrics.allocated_bytes += bytes;
    metrics.allocations += blocks;
    if (order.kind == InjectionKind::kPeakBump) metrics.peak_bytes += bytes;
    if (order.kind == InjectionKind::kRetainedLeak) {
      metrics.retained_bytes += bytes;
      metrics.retained_blocks += blocks;
    }
  }

  FakeProbe& probe_;
};

class SelftestGate : public testing::Test, public Probes {
 protected:
  SelftestGate() {
    suite_.add("a/b", 10000, {"counting", "massif"});
    EXPECT_TRUE(suite_.run_update(""));
    suite_.counting.requests.clear();
    suite_.massif.requests.clear();
  }
  Probe& get(ProbeKind kind) override { return kind == ProbeKind::kCounting ? counting_ : massif_; }
  SelftestReport run(const SelftestRequest& request = {}) {
    return selftest(suite_.context(), *this, request, [](const Progress&) {}).value();
  }

  FakeSuite suite_;
  InjectedProbe counting_{suite_.counting};
  InjectedProbe massif_{suite_.massif};
};

TEST_F(SelftestGate, ProvesWhatItsProbesSee) {
  const SelftestReport report = run();
  EXPECT_EQ(status_of(report), ExitStatus::kOk);
  ASSERT_EQ(report.cases.size(), 5u);  // four kinds, and one leak for the second probe
  EXPECT_EQ(report.cases[2].not_applicable, "no iterations");
  EXPECT_EQ(report.cases[4].probe, ProbeKind::kMassif);
}

// The plain one, and two for each of three kinds; the second probe is asked once, for what the first has
// shown of the scenario holds for both.
TEST_F(SelftestGate, MeasuresNoMoreThanItNeeds) {
  run();
  EXPECT_EQ(suite_.counting.requests.size(), 7u);
  EXPECT_EQ(suite_.massif.requests.size(), 1u);
}

TEST_F(SelftestGate, MeasuresTheProbeThatWasAskedForByItself) {
  run({.names = {}, .probe = ProbeKind::kMassif});
  EXPECT_EQ(suite_.counting.requests.size(), 0u);
  EXPECT_EQ(suite_.massif.requests.size(), 7u);
}

TEST_F(SelftestGate, FailsForABlindProbe) {
  counting_.is_blind = true;
  const SelftestReport report = run();
  EXPECT_EQ(status_of(report), ExitStatus::kRegression);
  EXPECT_THAT(report.cases.at(0).problems,
              Each(HasSubstr("blind to peak_bytes: 1025 bytes injected, 0 bytes")));
  EXPECT_TRUE(report.cases.at(4).is_proven());
}

TEST_F(SelftestGate, FailsForABlindSecondProbe) {
  massif_.is_blind = true;
  const SelftestReport report = run();
  EXPECT_EQ(status_of(report), ExitStatus::kRegression);
  EXPECT_TRUE(report.cases.at(0).is_proven());
  EXPECT_FALSE(report.cases.at(4).is_proven());
}

// 10 more in the plain run, 10 less in the next: 1024 - 10 + 1 injected are not enough.
TEST_F(SelftestGate, ProvesANumberThatVariesAtAWiderMargin) {
  counting_.jitter = 10;
  const SelftestReport report = run();
  EXPECT_EQ(status_of(report), ExitStatus::kOk);
  EXPECT_EQ(report.cases.at(0).margin, Margin::kWide);
  EXPECT_THAT(report.cases.at(0).notes, Each(HasSubstr("varies from run to run")));
}

TEST_F(SelftestGate, ASecondProbeWithNumbersOfItsOwnIsMeasuredByItself) {
  suite_.massif.numbers["a/b"].retained_bytes = 50000;
  ASSERT_TRUE(suite_.run_update("massif sees more"));
  suite_.massif.requests.clear();
  const SelftestReport report = run();
  EXPECT_EQ(suite_.massif.requests.size(), 2u);
  EXPECT_TRUE(report.cases.at(4).is_proven()) << testing::PrintToString(report.cases.at(4).problems);
}

}  // namespace
}  // namespace highwater
