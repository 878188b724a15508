// SPDX-License-Identifier: Apache-2.0
// The functions of <highwater/highwater.h>, as a Rust program sees them.
use std::ffi::CStr;
use std::os::raw::{c_char, c_int};

#[repr(C)]
#[derive(Default)]
pub struct Numbers {
    pub live_bytes: i64,
    pub live_blocks: i64,
    pub peak_bytes: i64,
    pub allocated_bytes: i64,
    pub allocations: i64,
    pub peak_uncertainty_bytes: i64,
}

extern "C" {
    fn highwater_region_begin(name: *const c_char) -> c_int;
    fn highwater_region_iterate(handle: c_int);
    fn highwater_region_end(handle: c_int);
    fn highwater_snapshot(numbers: *mut Numbers) -> c_int;
}

/// The measured part of a program, from its making to its end.
pub struct Region(c_int);

impl Region {
    // A CStr, since the copy in a CString would be freed inside the region, and count there.
    pub fn new(name: &CStr) -> Region {
        Region(unsafe { highwater_region_begin(name.as_ptr()) })
    }

    pub fn iteration(&self) {
        unsafe { highwater_region_iterate(self.0) }
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        unsafe { highwater_region_end(self.0) }
    }
}

/// What the process has live and has allocated; none where nothing measures.
pub fn snapshot() -> Option<Numbers> {
    let mut numbers = Numbers::default();
    (unsafe { highwater_snapshot(&mut numbers) } == 0).then_some(numbers)
}
