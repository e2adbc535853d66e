//! Every input that was worth keeping when codes and forms were tried at random still keeps its promises (`tests/fuzz`).

use std::path::Path;

#[cfg(test)]
#[path = "../../../tests/fuzz/checks/code.rs"]
mod code;
#[cfg(test)]
#[path = "../../../tests/fuzz/checks/form.rs"]
mod form;

#[cfg(test)]
fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "there are only {} kept inputs in {}", files.len(), folder.display());
    for file in files {
        println!("{}", file.display());
        check(&std::fs::read(file).unwrap());
    }
}

#[test]
fn the_kept_codes_keep_their_promises() {
    replay("code", code::check);
}

#[test]
fn the_kept_forms_keep_their_promises() {
    replay("form", form::check);
}
