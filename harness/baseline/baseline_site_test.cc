// SPDX-License-Identifier: Apache-2.0
#include "baseline/baseline_site.h"
