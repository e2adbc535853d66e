//! The key file: private, never overwritten, and gone when it is destroyed.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use custody::{KeyFileError, WaveKey};

use crate::fixture::random;

fn key() -> WaveKey {
    WaveKey::draw(&mut random(1))
}

#[test]
fn a_key_comes_back_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wave.key");
    key().store(&path).unwrap();
    assert_eq!(WaveKey::load(&path).unwrap().sealing_key(), key().sealing_key());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_key_file_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wave.key");
    key().store(&path).unwrap();
    let before = fs::read(&path).unwrap();
    let refusal = WaveKey::draw(&mut random(2)).store(&path).unwrap_err();
    assert!(matches!(&refusal, KeyFileError::File { source, .. } if source.kind() == ErrorKind::AlreadyExists));
    assert!(refusal.to_string().contains("wave.key"), "{refusal}");
    assert_eq!(fs::read(&path).unwrap(), before);
    // Not even a file that holds nothing, or something else.
    fs::write(folder.path().join("other"), b"").unwrap();
    assert!(key().store(&folder.path().join("other")).is_err());
    assert_eq!(fs::read(folder.path().join("other")).unwrap(), b"");
    assert!(key().store(&folder.path().join("missing/wave.key")).is_err());
}

#[test]
fn every_change_of_a_key_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wave.key");
    key().store(&path).unwrap();
    let whole = fs::read(&path).unwrap();
    let refused = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).unwrap();
        assert!(matches!(WaveKey::load(&path), Err(KeyFileError::Damaged { .. })), "{what}");
    };
    for position in 0..whole.len() {
        for bit in 0..8 {
            let mut changed = whole.clone();
            changed[position] ^= 1 << bit;
            refused(&changed, &format!("bit {bit} of byte {position}"));
        }
        refused(&whole[..position], &format!("cut at {position}"));
    }
    refused(&[&whole[..], b"\n"].concat(), "longer");
    refused(&[0; 64], "overwritten and not yet unlinked");
    fs::write(&path, &whole).unwrap();
    assert!(WaveKey::load(&path).is_ok());
    assert!(matches!(WaveKey::load(&folder.path().join("none")), Err(KeyFileError::File { .. })));
    assert!(matches!(WaveKey::load(folder.path()), Err(KeyFileError::File { .. })));
}

/// Whether any file below the folder, or a name in it, holds eight bytes of the key in a row.
fn holds_some_of(folder: &Path, secret: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().map(Result::unwrap).any(|entry| {
        let bytes = fs::read(entry.path()).unwrap();
        secret.windows(8).any(|run| bytes.windows(8).any(|part| part == run))
    })
}

#[test]
fn destroying_leaves_nothing_and_may_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wave.key");
    fs::write(folder.path().join("neighbour"), b"stays").unwrap();
    key().store(&path).unwrap();
    let secret = fs::read(&path).unwrap();
    // A second name for the same file shows that the bytes themselves are overwritten and not only unlinked.
    fs::hard_link(&path, folder.path().join("second-name")).unwrap();
    assert!(holds_some_of(folder.path(), &secret), "the search finds the key while it is there");
    WaveKey::destroy_file(&path).unwrap();
    assert!(!path.exists());
    assert!(!holds_some_of(folder.path(), &secret));
    assert_eq!(fs::read(folder.path().join("second-name")).unwrap(), [0; 64]);
    assert_eq!(fs::read(folder.path().join("neighbour")).unwrap(), b"stays");
    WaveKey::destroy_file(&path).unwrap();
    WaveKey::destroy_file(&folder.path().join("no-such-folder/wave.key")).unwrap();
    // The name is free again.
    key().store(&path).unwrap();
}

#[test]
fn what_cannot_be_destroyed_is_said() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(WaveKey::destroy_file(folder.path()), Err(KeyFileError::File { .. })));
}

#[test]
fn debug_shows_no_secret() {
    let key = key();
    assert_eq!(format!("{key:?}"), "WaveKey(…)");
    for share in key.split(&mut random(2)) {
        assert_eq!(format!("{share:?}"), "Share(…)");
    }
    let shown = format!("{:?}", key.sealing_key());
    assert_eq!(shown, format!("SealingKey({})", key.sealing_key().fingerprint()));
}
