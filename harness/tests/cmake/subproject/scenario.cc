// SPDX-License-Identifier: Apache-2.0
// A scenario outside Highwater: all that it needs is the header.
#include <highwater/scenario.h>

int main() {
  highwater::Region region{"mine"};
  region.iteration();
}
