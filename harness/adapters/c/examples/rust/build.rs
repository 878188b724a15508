// SPDX-License-Identifier: Apache-2.0
// Links libhighwater_c.a, which is in HIGHWATER_LIB_DIR (of an installation: lib/highwater).
fn main() {
    let folder = std::env::var("HIGHWATER_LIB_DIR").expect("set HIGHWATER_LIB_DIR to the folder of libhighwater_c.a");
    println!("cargo:rustc-link-search=native={folder}");
    println!("cargo:rustc-link-lib=static=highwater_c");
    println!("cargo:rerun-if-env-changed=HIGHWATER_LIB_DIR");
}
