// SPDX-License-Identifier: Apache-2.0
// Marks what the library shows to the program; everything else is hidden.
#pragma once

#define HIGHWATER_EXPORT __attribute__((visibility("default")))
