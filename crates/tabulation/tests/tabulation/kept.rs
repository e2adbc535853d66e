//! A part that has not changed is counted once, and what is kept of it is about many.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::Path;

use archive::Manifest;
use counts::ScaleCounts;
use tabulation::CellName;
use tabulation::kept::{PEOPLE_MIN, Reuse, Settled, Wide};

use crate::fixture::{asked, by_hand, wave};

fn count(folder: &Path, manifest: &Manifest, kept: &Path) -> (Wide, Reuse) {
    let (_, instrument) = asked();
    let settled = Settled { folder, manifest, instrument: &instrument };
    settled.count_once(kept, NonZero::new(2).unwrap()).unwrap()
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Everybody from each former municipality, person by person.
fn expected(folder: &Path) -> BTreeMap<String, Vec<ScaleCounts>> {
    let mut formers = BTreeMap::<String, Vec<ScaleCounts>>::new();
    for (CellName { former_municipality: former, .. }, scales) in by_hand(folder) {
        let own: Vec<ScaleCounts> = scales.into_iter().map(|(counts, _)| counts).collect();
        match formers.get_mut(&former) {
            Some(known) => known.iter_mut().zip(&own).for_each(|(known, more)| known.merge(more).unwrap()),
            None => drop(formers.insert(former, own)),
        }
    }
    formers
}

#[test]
fn counts_that_were_kept_are_those_that_would_be_made() {
    let (root, folder, manifest) = wave(6_000, 40, 0.02, 2_000);
    let kept = root.path().join("counted");
    let (first, made) = count(&folder, &manifest, &kept);
    assert_eq!(made, Reuse { counted: 3, kept: 0 });
    assert!(first.formers == expected(&folder));
    assert_eq!(first.heads.len(), by_hand(&folder).len());
    for (place, scales) in by_hand(&folder) {
        let scored: Vec<u64> = scales.iter().map(|(counts, _)| counts.n()).collect();
        assert_eq!(first.heads[&place].scored, scored, "{place:?}");
    }
    // The answers need not be there.
    for part in manifest.parts() {
        std::fs::rename(folder.join(&part.file), folder.join(&part.file).with_extension("away")).unwrap();
    }
    let (again, reuse) = count(&folder, &manifest, &kept);
    assert_eq!(reuse, Reuse { counted: 0, kept: 3 });
    assert!(again == first);
    for part in manifest.parts() {
        std::fs::rename(folder.join(&part.file).with_extension("away"), folder.join(&part.file)).unwrap();
    }
    // Damage and another definition are no counts.
    let damaged = &files(&kept)[1];
    let mut bytes = std::fs::read(damaged).unwrap();
    bytes[500] ^= 1;
    std::fs::write(damaged, bytes).unwrap();
    let (mended, reuse) = count(&folder, &manifest, &kept);
    assert_eq!(reuse, Reuse { counted: 1, kept: 2 });
    assert!(mended == first);
}

#[test]
fn another_wave_in_the_same_place_removes_what_was_kept() {
    let (root, folder, manifest) = wave(3_000, 5, 0.0, 3_000);
    let kept = root.path().join("counted");
    count(&folder, &manifest, &kept);
    let old = files(&kept);
    let (_other, folder, manifest) = wave(3_001, 5, 0.0, 3_001);
    assert_eq!(count(&folder, &manifest, &kept).1, Reuse { counted: 1, kept: 0 });
    assert_eq!(files(&kept).len(), 1);
    assert_ne!(files(&kept), old, "counts of three thousand beside counts of one more would be counts of that one");
}

#[test]
fn a_part_with_few_of_anybody_is_not_kept() {
    // A hundredth of the parts holds fewer than a hundred people of the smallest former municipality.
    let (root, folder, manifest) = wave(1_200, 3, 0.0, 400);
    let kept = root.path().join("counted");
    let (first, _) = count(&folder, &manifest, &kept);
    assert!(first.formers.values().flatten().all(|scale| scale.n() >= PEOPLE_MIN), "together they are many");
    assert_eq!(files(&kept), Vec::<std::path::PathBuf>::new());
    let (again, reuse) = count(&folder, &manifest, &kept);
    assert_eq!(reuse, Reuse { counted: 3, kept: 0 });
    assert!(again == first && again.formers == expected(&folder));
}
