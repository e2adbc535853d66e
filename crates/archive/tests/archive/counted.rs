//! Counts made elsewhere are kept, whole, and for the program's own account only.

use archive::{ArchiveError, COUNTS_FILE, CountedRow, Fault, counted_file, read_counted, write_counted};
use std::path::Path;

/// A row in words.
type Told = (String, String, String, String, String, u32, u32, u64);

fn told(row: CountedRow<'_>) -> Told {
    let text = str::to_owned;
    let CountedRow { unit, former_municipality, role_class, scale, counted, x, y, n } = row;
    (text(unit), text(former_municipality), text(role_class), text(scale), text(counted), x, y, n)
}

fn read(path: &Path) -> Result<Vec<Told>, ArchiveError> {
    let mut rows = Vec::new();
    read_counted(path, |row| {
        rows.push(told(row));
        Ok::<(), ArchiveError>(())
    })?;
    Ok(rows)
}

fn rows(n: u64) -> impl Iterator<Item = CountedRow<'static>> {
    let row = |n: u64| CountedRow {
        unit: "u1",
        former_municipality: "hurum",
        role_class: if n.is_multiple_of(2) { "" } else { "office" },
        scale: "støtte",
        counted: "score",
        x: 4,
        y: u32::try_from(n).unwrap(),
        n: n << 33,
    };
    (0..n).map(row)
}

#[test]
fn what_was_kept_is_read_back_and_replaced_whole() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("counted").join("w");
    assert_eq!(counted_file(&folder), None);
    for n in [20_000, 3, 0] {
        write_counted(&folder, COUNTS_FILE, rows(n)).unwrap();
        let file = counted_file(&folder).unwrap();
        assert_eq!(read(&file).unwrap(), rows(n).map(told).collect::<Vec<_>>());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0);
        }
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_changed_byte_and_a_lost_end_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    write_counted(folder.path(), COUNTS_FILE, rows(50)).unwrap();
    let file = counted_file(folder.path()).unwrap();
    let whole = std::fs::read(&file).unwrap();
    let mut changed = whole.clone();
    changed[40] ^= 1;
    std::fs::write(&file, changed).unwrap();
    assert!(matches!(read(&file), Err(ArchiveError::Failed(Fault::DigestMismatch { .. }))));
    std::fs::write(&file, &whole[..whole.len() - 9]).unwrap();
    assert!(matches!(read(&file), Err(ArchiveError::Failed(Fault::Truncated { .. }))));
}
