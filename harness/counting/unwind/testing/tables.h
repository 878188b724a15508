// SPDX-License-Identifier: Apache-2.0
// Tables for a test, as large as the real ones; their pages exist when they are written to.
#pragma once

#include <cstdlib>

#include "counting/unwind/pages.h"
#include "counting/wire_sites.h"

namespace highwater::counting {

class Tables {
 public:
  Tables() : tables_(static_cast<SiteTables*>(map_pages(sizeof(SiteTables)))) {
    if (tables_ == nullptr) std::abort();
  }
  ~Tables() { unmap_pages(tables_, sizeof(SiteTables)); }
  Tables(const Tables&) = delete;  // would unmap twice
  Tables& operator=(const Tables&) = delete;

  SiteTables* get() const { return tables_; }
  SiteTables& operator*() const { return *tables_; }
  SiteTables* operator->() const { return tables_; }

 private:
  SiteTables* tables_;
};

}  // namespace highwater::counting
