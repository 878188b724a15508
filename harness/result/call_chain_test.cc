// SPDX-License-Identifier: Apache-2.0
#include "result/call_chain.h"
