// SPDX-License-Identifier: Apache-2.0
// A program's work, given to the counting library and to memcheck and DHAT, and what they say of it compared.
// For the tests that say what the numbers stand on.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "base/file.h"
#include "tests/counting/testing/tier.h"
#include "tests/counting/testing/valgrind.h"

namespace highwater::e2e {

class Witnesses : public testing::Test {
 protected:
  // To the byte, in every tier: peak, retained bytes and blocks, allocated bytes and allocations.
  void expect_agreement(const Work& work, ZeroSizes zero_sizes = ZeroSizes::kReplayed);

  // What this tier says of it.
  //
  // One environment for all, with one difference that cannot be had otherwise: each Valgrind tool adds
  // variables of its own lengths, and a program may copy its environment (bash, gawk and perl do).
  // So the peak is measured in the environment that DHAT gives, and the rest in memcheck's.
  Numbers numbers_in(Tier tier, const Work& work, ZeroSizes zero_sizes = ZeroSizes::kReplayed);

  // The path of a new file in the test's folder.
  std::string file(const std::string& name, const std::string& text);

  // A command of the shell, in the test's folder, for what a work needs before it.
  void shell(const std::string& script, const std::vector<std::string>& environment = fixed_environment());

  // Values from 0 to 999, the same in every run.
  unsigned next();
  std::string lines(int count);
  const std::string& folder() const { return folder_.path(); }

 private:
  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-witnesses");
  unsigned state_ = 1;
};

}  // namespace highwater::e2e
