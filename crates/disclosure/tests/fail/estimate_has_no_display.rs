//! An estimate cannot be printed.

fn show(estimate: &indices::Estimate) {
    println!("{estimate}");
}

fn main() {}
