//! Codes.

use super::*;

#[test]
fn codes_come_in_the_order_of_the_invited_and_of_their_kinds() {
    let (mut bench, mut journal) = Bench::new(5);
    let kinds: Vec<CodeKind> = bench.codes.iter().map(Code::kind).collect();
    assert_eq!(kinds, (0..5).map(kind).collect::<Vec<_>>());
    let batch: Vec<Submission> =
        (0..5).map(|code| bench.submission(code, [1, 1, u8::try_from(code).unwrap() + 1])).collect();
    let verdicts = bench.accept(&mut journal, &batch.iter().collect::<Vec<_>>());
    assert!(verdicts.iter().all(Result::is_ok), "{verdicts:?}");
    for record in bench.stored() {
        let number = usize::from(points(&record)[2]) - 1;
        let Place { unit, former_municipality, role } = place(number);
        assert_eq!((record.unit, record.former_municipality, record.role), (unit, former_municipality, role));
    }
}

#[test]
fn new_codes_may_be_made_while_a_wave_is_a_draft_or_open_and_not_later() {
    let (mut bench, mut journal) = Bench::new(1);
    let more = bench.invite(&mut journal, "w1", 2).unwrap();
    let submission = bench.submission_with(more[1].clone(), [1, 1, 1]);
    assert!(bench.accept_one(&mut journal, &submission).is_ok());
    assert!(matches!(bench.invite(&mut journal, "w1", 0), Err(WaveError::NobodyInvited { .. })));
    assert!(matches!(bench.invite(&mut journal, "w9", 1), Err(WaveError::Unknown { .. })));
    journal.begin_closing(&wave_id("w1")).unwrap();
    let old = bench.codes[0].clone();
    for late in [bench.invite(&mut journal, "w1", 1), bench.reissue(&mut journal, "w1", &[old])] {
        assert!(matches!(late, Err(WaveError::State { found: WaveState::Closing, needed: WaveState::Open, .. })));
    }
    journal.mark_settled(&wave_id("w1")).unwrap();
    let late = bench.invite(&mut journal, "w1", 1);
    assert!(matches!(late, Err(WaveError::State { found: WaveState::Settled, .. })));
}

/// What the caller says when the codes could not be kept.
#[derive(Debug)]
enum Kept {
    No,
    Wave(#[expect(dead_code, reason = "shown when a test fails")] WaveError),
}

impl From<WaveError> for Kept {
    fn from(error: WaveError) -> Kept {
        Kept::Wave(error)
    }
}

#[test]
fn codes_that_could_not_be_kept_open_nothing() {
    let (mut bench, mut journal) = Bench::new(1);
    let mut seen = Vec::new();
    let entropy = &mut bench.entropy;
    let lost = journal.invite(
        &wave_id("w1"),
        &[(place(0), CodeKind::Letter)],
        &bench.key,
        &mut |bytes| entropy.fill(bytes),
        |codes| {
            seen.extend_from_slice(codes);
            Err(Kept::No)
        },
    );
    assert!(matches!(lost, Err(Kept::No)));
    let submission = bench.submission_with(seen.remove(0), [1, 1, 1]);
    assert_eq!(bench.accept_one(&mut journal, &submission), Err(Refusal::Code.into()));

    let entropy = &mut bench.entropy;
    let lost = journal.reissue(
        &wave_id("w1"),
        &bench.codes,
        &[CodeKind::Link],
        &bench.key,
        &mut |bytes| entropy.fill(bytes),
        |_| Err(Kept::No),
    );
    assert!(matches!(lost, Err(Kept::No)));
    let submission = bench.submission(0, [1, 1, 1]);
    assert!(bench.accept_one(&mut journal, &submission).is_ok(), "the old letter still counts");
}

/// A source that gives the same code twice is asked again; one that gives nothing else is refused.
#[test]
fn a_code_that_exists_is_drawn_again() {
    let (bench, mut journal) = Bench::new(1);
    let places = [(place(0), CodeKind::Link), (place(1), CodeKind::Link)];
    let mut draws = 0_u8;
    let codes: Vec<Code> = journal
        .invite::<WaveError>(
            &wave_id("w1"),
            &places,
            &bench.key,
            &mut |bytes| {
                draws += 1;
                // The first two draws are the same.
                bytes.fill(draws.max(2));
            },
            |_| Ok(()),
        )
        .unwrap();
    assert_eq!(draws, 3);
    assert_ne!(codes[0], codes[1]);
    let stuck =
        journal.invite::<WaveError>(&wave_id("w1"), &places, &bench.key, &mut |bytes| bytes.fill(9), |_| Ok(()));
    assert!(matches!(stuck, Err(WaveError::RepeatedCode)));
    let taken =
        journal.invite::<WaveError>(&wave_id("w1"), &places[..1], &bench.key, &mut |bytes| bytes.fill(2), |_| Ok(()));
    assert!(matches!(taken, Err(WaveError::RepeatedCode)), "a code of the file is taken too");
}

#[test]
fn a_replaced_code_is_worth_nothing_and_the_new_one_stands_in_its_place() {
    let (mut bench, mut journal) = Bench::new(4);
    let old = bench.codes[3].clone();
    let new = bench.reissue(&mut journal, "w1", std::slice::from_ref(&old)).unwrap().remove(0);
    assert_eq!(new.kind(), CodeKind::Letter);
    let with_old = bench.submission_with(old.clone(), [1, 1, 1]);
    let with_new = bench.submission_with(new.clone(), [2, 2, 2]);
    assert_eq!(bench.accept_one(&mut journal, &with_old), Err(Refusal::Code.into()));
    assert!(bench.accept_one(&mut journal, &with_new).is_ok());
    let again = bench.reissue(&mut journal, "w1", &[old]);
    assert!(matches!(again, Err(WaveError::UnknownCodes { .. })));
    let stored = bench.stored();
    assert_eq!(stored.len(), 1);
    assert_eq!((&stored[0].unit, stored[0].role), (&place(3).unit, Some(RoleClass::Office)));
    let sealed = open(&bench.path()).sealed(&wave_id("w1")).unwrap();
    assert_eq!(
        sealed.invited.iter().map(|invited| invited.invited).sum::<u32>(),
        4,
        "a new letter invites nobody more"
    );
}

/// Whoever orders new letters for all gets the same whether they have answered or not, and nobody answers twice.
#[test]
fn a_new_code_for_one_that_has_answered_is_born_used() {
    let (mut bench, mut journal) = Bench::new(2);
    let answered = bench.submission(0, [3, 3, 3]);
    let receipt = bench.accept_one(&mut journal, &answered).unwrap().receipt;
    let new = bench.reissue(&mut journal, "w1", &bench.codes.clone()).unwrap();
    let second = bench.submission_with(new[0].clone(), [1, 1, 1]);
    let first = bench.submission_with(new[1].clone(), [2, 2, 2]);
    assert_eq!(bench.accept_one(&mut journal, &second), Err(Refusal::Code.into()));
    assert!(bench.accept_one(&mut journal, &first).is_ok());
    let retry = bench.accept_one(&mut journal, &answered).unwrap();
    assert!(retry.repeated && retry.receipt == receipt, "who has a receipt keeps it");
    let mut stored: Vec<_> = bench.stored().iter().map(points).collect();
    stored.sort();
    assert_eq!(stored, [[2, 2, 2], [3, 3, 3]]);
}

#[test]
fn codes_that_cannot_be_replaced_are_named_and_nothing_is_changed() {
    let (mut bench, mut journal) = Bench::new(3);
    let stranger = Code::parse(&"7".repeat(26)).unwrap();
    let list = [bench.codes[0].clone(), stranger, bench.codes[1].clone(), bench.codes[0].clone()];
    let refused = bench.reissue(&mut journal, "w1", &list).unwrap_err();
    assert!(matches!(&refused, WaveError::UnknownCodes { positions, .. } if *positions == [2, 4]), "{refused}");
    assert!(refused.to_string().contains("number 2, number 4"), "{refused}");
    let uneven = journal.reissue::<WaveError>(&wave_id("w1"), &list[..1], &[], &bench.key, &mut |_| (), |_| Ok(()));
    assert!(matches!(uneven, Err(WaveError::UnevenLists { codes: 1, kinds: 0 })));
    assert!(matches!(bench.reissue(&mut journal, "w1", &[]), Err(WaveError::NobodyInvited { .. })));
    let submission = bench.submission(0, [1, 1, 1]);
    assert!(bench.accept_one(&mut journal, &submission).is_ok());
}
