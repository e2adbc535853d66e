//! What must not compile: every way we know around the gate.

#[test]
fn nothing_unsealed_can_be_written_or_shown() {
    trybuild::TestCases::new().compile_fail("tests/fail/*.rs");
}
