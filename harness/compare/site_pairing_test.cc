// SPDX-License-Identifier: Apache-2.0
#include "compare/site_pairing.h"
