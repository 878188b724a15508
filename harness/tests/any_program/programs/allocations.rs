// SPDX-License-Identifier: Apache-2.0
// Boxes, vectors, strings, a map that hashes alike in every run, and a leak.
use std::collections::BTreeMap;

fn main() {
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    for i in 0..1000u32 {
        names.insert(i * 7919 % 1000, "x".repeat(i as usize));
    }
    let mut numbers: Vec<u64> = Vec::new();
    for i in 0..10_000u64 {
        numbers.push(i);
    }
    Box::leak(Box::new([1u8; 4321]));
    println!("{} {}", names.len(), numbers.iter().sum::<u64>());
}
