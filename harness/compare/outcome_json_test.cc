// SPDX-License-Identifier: Apache-2.0
#include "compare/outcome_json.h"
