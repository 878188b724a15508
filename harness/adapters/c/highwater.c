// SPDX-License-Identifier: Apache-2.0
// The functions of the C interface with names that a linker sees.
#define HIGHWATER_API
#include <highwater/highwater.h>
