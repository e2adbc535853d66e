//! The `mestring` command.
fn main() {}
