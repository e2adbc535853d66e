//! Judging and storing answers.

use super::*;

#[test]
fn one_transaction_judges_each_answer_alone() {
    let (mut bench, mut journal) = Bench::new(3);
    let good = bench.submission(0, [1, 1, 1]);
    let same_code = bench.submission(0, [2, 2, 2]);
    let unknown = bench.submission_with(Code::parse(&"0".repeat(26)).unwrap(), [3, 3, 3]);
    let mut elsewhere = bench.submission(1, [3, 3, 3]);
    elsewhere.wave = wave_id("w9");
    let other = bench.submission(2, [4, 4, 4]);
    let verdicts = bench.accept(&mut journal, &[&good, &same_code, &good, &unknown, &elsewhere, &other]);
    assert!(matches!(verdicts[0], Ok(accepted) if !accepted.repeated));
    assert_eq!(verdicts[1], Err(Refusal::Code.into()));
    assert!(matches!(verdicts[2], Ok(accepted) if accepted.repeated));
    assert_eq!(verdicts[3], Err(Refusal::Code.into()));
    assert_eq!(verdicts[4], Err(Refusal::UnknownWave.into()));
    assert!(matches!(verdicts[5], Ok(accepted) if !accepted.repeated));
    drop(journal);
    let stored = bench.stored();
    assert_eq!(stored.iter().map(points).collect::<Vec<_>>(), [[1, 1, 1], [4, 4, 4]]);
    assert_eq!(stored[1].unit, place(2).unit);
    assert_eq!(stored[1].former_municipality, place(2).former_municipality);
}

#[test]
fn a_code_belongs_to_one_wave() {
    let (mut bench, mut journal) = Bench::new(1);
    journal.prepare_wave(&bench.opening(&wave("w2"))).unwrap();
    bench.invite(&mut journal, "w2", 1).unwrap();
    journal.open_wave(&wave_id("w2")).unwrap();
    let mut submission = bench.submission(0, [1, 1, 1]);
    submission.wave = wave_id("w2");
    assert_eq!(bench.accept_one(&mut journal, &submission), Err(Refusal::Code.into()));
    submission.wave = wave_id("w1");
    assert!(bench.accept_one(&mut journal, &submission).is_ok());
}

#[test]
fn nobody_can_answer_a_draft_and_nothing_shows_that_there_is_one() {
    let (mut bench, mut journal) = Bench::new(1);
    journal.prepare_wave(&bench.opening(&wave("w2"))).unwrap();
    let codes = bench.invite(&mut journal, "w2", 1).unwrap();
    let mut submission = bench.submission_with(codes[0].clone(), [1, 1, 1]);
    submission.wave = wave_id("w2");
    assert_eq!(bench.accept_one(&mut journal, &submission), Err(Refusal::UnknownWave.into()));
    journal.open_wave(&wave_id("w2")).unwrap();
    assert!(bench.accept_one(&mut journal, &submission).is_ok());
}

/// Unknown, replaced and used: one answer, and not a byte of either file changes.
#[test]
fn a_code_that_gives_no_answer_leaves_no_trace() {
    let (mut bench, mut journal) = Bench::new(4);
    let old = bench.codes[1].clone();
    bench.reissue(&mut journal, "w1", std::slice::from_ref(&old)).unwrap();
    let first = bench.submission(0, [1, 2, 3]);
    assert!(bench.accept_one(&mut journal, &first).is_ok());
    let files =
        || ["", "-wal"].map(|suffix| std::fs::read(bench.folder.path().join(format!("intake.db{suffix}"))).ok());
    let before = files();
    let unknown = Code::parse(&"7".repeat(26)).unwrap();
    for code in [unknown, old, bench.codes[0].clone()] {
        let mut id = [0; 16];
        bench.entropy.fill(&mut id);
        let submission = Submission { code, id: SubmissionId::from_bytes(id), ..copy_of(&first) };
        let verdict = journal.accept(&bench.key, &mut bench.entropy, &[&submission]).unwrap().remove(0);
        assert_eq!(verdict, Err(Refusal::Code.into()));
    }
    assert!(files() == before, "a refused code wrote something");
}

/// A guesser with a stop-watch learns nothing from how much is done: for a code that nobody has, one that was replaced
/// and one that has answered the same statements are carried out, and only an answer that is taken costs more.
#[test]
fn every_failing_code_is_the_same_work() {
    let (mut bench, mut journal) = Bench::new(4);
    let replaced = bench.codes[1].clone();
    bench.reissue(&mut journal, "w1", std::slice::from_ref(&replaced)).unwrap();
    let first = bench.submission(0, [1, 2, 3]);
    bench.accept_one(&mut journal, &first).unwrap();
    let unknown = Code::parse(&"7".repeat(26)).unwrap();
    let codes = [unknown, replaced, bench.codes[0].clone(), bench.codes[2].clone()];
    let tries = codes.map(|code| bench.submission_with(code, [1, 1, 1]));
    let mut keys = submit::SealingKeys::default();
    let transaction = journal.connection.transaction().unwrap();
    let mut desk =
        submit::Desk::new(&transaction, &bench.key, &mut bench.entropy, &mut keys, CrashPoints::NONE, false).unwrap();
    let mut before = desk.work();
    let work = tries.map(|submission| {
        desk.handle(&submission).unwrap().ok();
        let after = desk.work();
        let done: Vec<i32> = after.iter().zip(before).map(|(after, before)| after - before).collect();
        before = after;
        done
    });
    assert_eq!(work, [vec![1, 1, 0, 0], vec![1, 1, 0, 0], vec![1, 1, 0, 0], vec![1, 1, 1, 1]]);
}

fn copy_of(submission: &Submission) -> Submission {
    Submission {
        wave: submission.wave.clone(),
        code: submission.code.clone(),
        id: submission.id,
        response: submission.response.clone(),
    }
}

/// The page that asks for a code looks at the same table and knows no more than the writer.
#[test]
fn a_code_can_be_looked_at_without_using_it() {
    let (mut bench, mut journal) = Bench::new(3);
    let reader = Reader::open(&bench.path(), || day("2021-10-05")).unwrap();
    let usable = |code: &Code, wave: &str| reader.is_usable(&bench.key, &wave_id(wave), code).unwrap();
    assert!(usable(&bench.codes[0], "w1") && usable(&bench.codes[0], "w1"));
    assert!(!usable(&bench.codes[0], "w2"));
    assert!(!usable(&Code::parse(&"7".repeat(26)).unwrap(), "w1"));
    let submission = bench.submission(0, [1, 1, 1]);
    assert!(bench.accept_one(&mut journal, &submission).is_ok());
    let usable = |code: &Code| reader.is_usable(&bench.key, &wave_id("w1"), code).unwrap();
    assert!(!usable(&bench.codes[0]) && usable(&bench.codes[1]));
}

/// I6: an envelope opens with the key of its wave, as an answer to its wave, and in no other way.
#[test]
fn an_envelope_opens_with_its_own_key_and_wave_only() {
    let (mut bench, mut journal) = Bench::new(1);
    let submission = bench.submission(0, [5, 4, 3]);
    bench.accept_one(&mut journal, &submission).unwrap();
    journal.begin_closing(&wave_id("w1")).unwrap();
    let body = journal.sealed(&wave_id("w1")).unwrap().bodies.remove(0);
    let other = WaveKey::draw(&mut |bytes| bench.entropy.fill(bytes));
    assert!(other.open(&wave_id("w1"), &instrument(), &body).is_err());
    assert!(bench.wave_key.open(&wave_id("w2"), &instrument(), &body).is_err());
    assert_eq!(points(&bench.wave_key.open(&wave_id("w1"), &instrument(), &body).unwrap()), [5, 4, 3]);
}
