// SPDX-License-Identifier: Apache-2.0
// What the loader (symbolizer.cc) and the plug-in (plugin.cc) agree on. Two names, looked up by dlsym:
//
//   const char highwater_symbols_version[];                      HIGHWATER_VERSION of both builds
//   highwater::Symbolizer* highwater_symbols_create(const char*);  OWNS: the result; debug root
//
// The class crosses the border as C++: loader and plug-in come from one build, which the version stands for.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "symbols/symbolizer.h"

namespace highwater {

inline constexpr char kSymbolsPlugin[] = "libhighwater_symbols.so";
inline constexpr char kSymbolsVersionName[] = "highwater_symbols_version";
inline constexpr char kSymbolsCreateName[] = "highwater_symbols_create";
using SymbolsCreate = Symbolizer*(const char* debug_root);

// load_symbolizer with another folder of separate debug files than /usr/lib/debug. For tests.
Expected<std::unique_ptr<Symbolizer>> load_symbolizer(const std::string& folder,
                                                      const std::string& debug_root);

}  // namespace highwater
