//! Every input that was worth keeping when envelopes and their content were tried at random still keeps its promises (`tests/fuzz`).

#[cfg(test)]
#[path = "../../../../tests/fuzz/checks/envelope.rs"]
mod checks;

#[test]
fn the_kept_inputs_keep_their_promises() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus/envelope");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "there are only {} kept inputs", files.len());
    for file in files {
        println!("{}", file.display());
        checks::check(&std::fs::read(file).unwrap());
    }
}
