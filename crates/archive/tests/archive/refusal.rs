//! What is declined, and that nothing changes by it.

use crate::fixture::{folder, instrument, invited, records, settle_here, snapshot, wave};
use archive::{ArchiveError, Manifest, Refusal, read_records, settle, wave_folder};
use std::fs;
use survey::{Instrument, Text};

fn refused<T: std::fmt::Debug>(outcome: Result<T, ArchiveError>) -> Refusal {
    match outcome {
        Err(ArchiveError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn the_same_answers_again_are_a_success_that_changes_nothing() {
    let root = folder();
    let first = settle_here(root.path(), records(1, 90), 40).unwrap();
    let before = snapshot(root.path());
    let reversed: Vec<_> = records(1, 90).into_iter().rev().collect();
    assert_eq!(settle_here(root.path(), reversed, 40).unwrap(), first);
    assert_eq!(snapshot(root.path()), before);
}

#[test]
fn the_same_answers_cut_otherwise_leave_the_settled_files_as_they_are() {
    let root = folder();
    let first = settle_here(root.path(), records(1, 90), 40).unwrap();
    let before = snapshot(root.path());
    assert_eq!(settle_here(root.path(), records(1, 90), 1_000).unwrap(), first);
    assert_eq!(snapshot(root.path()), before);
}

#[test]
fn other_content_for_a_settled_wave_is_refused_and_named() {
    let root = folder();
    settle_here(root.path(), records(1, 90), 40).unwrap();
    let before = snapshot(root.path());
    let mut renamed = wave("w1");
    renamed.title = Text::new("Et annet navn", "Eit anna namn", "Another name").unwrap();
    let mut more_invited = invited();
    more_invited[0].invited += 1;
    let cases = [
        ("set of answers", wave("w1"), records(2, 90), invited()),
        ("number of answers", wave("w1"), records(1, 91), invited()),
        ("number of invited", wave("w1"), records(1, 90), more_invited),
        ("wave description", renamed, records(1, 90), invited()),
    ];
    for (expected, wave, records, invited) in cases {
        let again = settle(root.path(), &wave, &instrument(), records, &invited, 40, &mut |_| Ok(()));
        let refusal = refused(again);
        assert!(matches!(&refusal, Refusal::SettledDifferently { what, .. } if *what == expected), "{refusal}");
        assert!(refusal.to_string().contains("wave w1 is already settled"), "{refusal}");
        assert_eq!(snapshot(root.path()), before, "{expected}");
    }
}

#[test]
fn before_the_manifest_a_wave_is_not_settled_and_other_answers_may_follow() {
    let root = folder();
    settle_here(root.path(), records(1, 90), 40).unwrap();
    fs::remove_file(root.path().join("wave=w1/manifest.json")).unwrap();
    let path = wave_folder(root.path(), &wave("w1").id);
    assert!(matches!(refused(Manifest::read(&path)), Refusal::NotSettled { .. }));
    assert!(matches!(refused(read_records(&path, &instrument())), Refusal::NotSettled { .. }));

    settle_here(root.path(), records(2, 90), 40).unwrap();
    let clean = folder();
    settle_here(clean.path(), records(2, 90), 40).unwrap();
    assert_eq!(snapshot(root.path()), snapshot(clean.path()));
}

#[test]
fn a_parquet_file_that_does_not_belong_is_refused_before_and_after() {
    let root = folder();
    let foreign = root.path().join("wave=w1/copy of part.parquet");
    fs::create_dir_all(foreign.parent().unwrap()).unwrap();
    fs::write(&foreign, "x").unwrap();
    let refusal = refused(settle_here(root.path(), records(1, 9), 40));
    assert_eq!(refusal, Refusal::ForeignFile { path: foreign.clone() });
    assert_eq!(snapshot(root.path()).len(), 1, "nothing was written beside it");

    fs::remove_file(&foreign).unwrap();
    let manifest = settle_here(root.path(), records(1, 9), 40).unwrap();
    let path = foreign.parent().unwrap();
    let unlisted = path.join("part-00001.parquet");
    fs::copy(path.join("part-00000.parquet"), &unlisted).unwrap();
    assert_eq!(refused(manifest.verify(path)), Refusal::ForeignFile { path: unlisted.clone() });
    assert_eq!(refused(settle_here(root.path(), records(1, 9), 40)), Refusal::ForeignFile { path: unlisted });
}

#[test]
fn a_wrong_call_is_refused_before_anything_is_written() {
    let root = folder();
    let other_version = fs::read_to_string(crate::fixture::samples().join("instrument.toml")).unwrap();
    let other_version = other_version.replace("version = \"1.0.0\"", "version = \"1.0.1\"");
    let other_version = Instrument::from_toml("other.toml", &other_version).unwrap();
    let narrowed = instrument().select(&[instrument().modules()[0].id().clone()]).unwrap();
    let twice = [invited(), invited()].concat();

    let call = |instrument: &Instrument, invited: &[archive::Invited], rows_per_part| {
        refused(settle(root.path(), &wave("w1"), instrument, records(1, 9), invited, rows_per_part, &mut |_| Ok(())))
    };
    assert!(matches!(call(&other_version, &invited(), 40), Refusal::OtherInstrument { .. }));
    assert!(matches!(call(&narrowed, &invited(), 40), Refusal::OtherItems { expected: 5, given: 9, .. }));
    assert!(matches!(call(&instrument(), &twice, 40), Refusal::InvitedTwice { .. }));
    assert!(matches!(call(&instrument(), &invited(), 0), Refusal::PartSize { rows_per_part: 0, .. }));
    assert!(fs::read_dir(root.path()).unwrap().next().is_none(), "the folder is still empty");
}
