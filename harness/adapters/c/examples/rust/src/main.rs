// SPDX-License-Identifier: Apache-2.0
// The same as ring.c: a ring of buffers is filled over and over, and that is what is measured.
mod highwater;

use std::ffi::CStr;

const BUFFERS: usize = 4;
const BYTES: usize = 1000;
const ROUNDS: usize = 16;

// An allocation that the optimiser cannot take away. (std::hint::black_box is younger than Debian's Rust.)
fn kept(bytes: Vec<u8>) -> Vec<u8> {
    unsafe { std::ptr::read_volatile(&bytes[0]) };
    bytes
}

fn main() {
    let before = kept(vec![1u8; 50_000]); // not gated
    let mut ring: [Vec<u8>; BUFFERS] = Default::default();
    let allocations = |n: Option<highwater::Numbers>| n.map(|n| n.allocations);
    let at_start;
    let at_end;
    {
        let region = highwater::Region::new(CStr::from_bytes_with_nul(b"fill\0").expect("one NUL"));
        at_start = allocations(highwater::snapshot());
        for round in 0..ROUNDS {
            let slot = &mut ring[round % BUFFERS];
            *slot = Vec::new(); // frees the old one first
            *slot = kept(vec![round as u8; BYTES]);
            region.iteration();
        }
        at_end = allocations(highwater::snapshot());
    }
    match at_start.zip(at_end) {
        Some((start, end)) => println!("allocations {}", end - start),
        None => println!("not measured"),
    }
    drop(before);
}
