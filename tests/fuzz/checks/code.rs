//! What must hold for every text that is typed as an invitation code.

use intake::{Code, CodeKind};

/// Whatever is read prints, reads back as itself, and stays the same however it is spaced, in either case, and with the
/// letters that look like its digits.
pub(crate) fn check(bytes: &[u8]) {
    let Ok(typed) = std::str::from_utf8(bytes) else { return };
    let Ok(code) = Code::parse(typed) else { return };
    let printed = code.to_string();
    let symbols: String = printed.chars().filter(|symbol| *symbol != '-').collect();
    assert_eq!(symbols.len(), if code.kind() == CodeKind::Link { 26 } else { 13 });
    assert!(symbols.chars().all(|symbol| symbol.is_ascii_digit() || symbol.is_ascii_uppercase()));
    let mistaken = symbols.replace('0', "O").replacen('1', "I", 1).replace('1', "l");
    for again in [printed.clone(), mistaken, symbols.to_lowercase(), format!(" {} ", printed.replace('-', " – "))] {
        assert!(Code::parse(&again) == Ok(code.clone()), "a code is read as another");
    }
    assert_eq!(format!("{code:?}"), "Code(…)");
}
