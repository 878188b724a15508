// SPDX-License-Identifier: Apache-2.0
// The symboliser's seed is this, compiled: a namespace, a template, and something inlined.
namespace seed {

template <typename T>
struct Pair {
  T first, second;
};

static inline int twice(int value) {
  return 2 * value;
}

int use(const Pair<int>& pair) {
  return twice(pair.first) + twice(pair.second);
}

}  // namespace seed
