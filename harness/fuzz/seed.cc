// SPDX-License-Identifier: Apache-2.0
// The symboliser's seed is this, compiled: a namespace, a template, something inlined, and a name that stands
// for more text than there is memory.
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

int doubled(int value) __asm__(
    "_Z1fI1bI1cI1dI1eI1fI1gI1hI1iI1jI1kI1lI1mI1nI1oI1pI1qI1rI1sI1tI1uI1bI1cI1dI1eI1fI"
    "1gI1hI1iI1jI1kI1aIiiESV_ESW_ESX_ESY_ESZ_ES10_ES11_ES12_ES13_ES14_ES15_ES16_ES17_"
    "ES18_ES19_ES1A_ES1B_ES1C_ES1D_ES1E_ES1F_ES1G_ES1H_ES1I_ES1J_ES1K_ES1L_ES1M_ES1N_"
    "ES1O_EEvT_");
int doubled(int value) {
  return twice(value + 1);
}

}  // namespace seed
