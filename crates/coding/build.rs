//! Rebuilds the crate when a file of the lexicon changes: the embedding macro itself is not seen by Cargo.

fn main() {
    println!("cargo::rerun-if-changed=../../lexicon");
}
