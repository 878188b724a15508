// SPDX-License-Identifier: Apache-2.0
// The two names that libhighwater_symbols.so exports; found by symbolizer.cc.
#include "symbols/plugin.h"

#include "symbols/dwarf_symbolizer.h"

extern "C" {

__attribute__((visibility("default"))) extern const char highwater_symbols_version[] = HIGHWATER_VERSION;

__attribute__((visibility("default"))) highwater::Symbolizer* highwater_symbols_create(
    const char* debug_root) {
  return new highwater::DwarfSymbolizer(debug_root);
}
}
