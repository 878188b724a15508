// SPDX-License-Identifier: Apache-2.0
#include "serve/pprof_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(PprofIndex, ListsProfilesWithTheirCounts) {
  const std::string page = render_pprof_index(17, 4242, std::nullopt);
  EXPECT_THAT(page, HasSubstr("<title>/debug/pprof/</title>"));
  EXPECT_THAT(page, HasSubstr("<tr><td>17</td><td><a href=\"/debug/pprof/heap?debug=1\">heap</a></td></tr>"));
  EXPECT_THAT(page,
              HasSubstr("<tr><td>4242</td><td><a href=\"/debug/pprof/allocs?debug=1\">allocs</a></td></tr>"));
  EXPECT_THAT(page, Not(HasSubstr("token")));
}

TEST(PprofIndex, ItsLinksHaveTheTokenThatItsOwnHad) {
  const std::string page = render_pprof_index(1, 1, "0123456789abcdef");
  EXPECT_THAT(page, HasSubstr("href=\"/debug/pprof/heap?debug=1&amp;token=0123456789abcdef\""));
  EXPECT_THAT(page, HasSubstr("href=\"/debug/pprof/cmdline?token=0123456789abcdef\""));
}

}  // namespace
}  // namespace highwater
