// SPDX-License-Identifier: Apache-2.0
// A scenario that nobody runs.
int main(void) {
  return 0;
}
