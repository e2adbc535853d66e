//! A wave's life.

use super::*;

fn shared<'a>(bench: &Bench, wave: &'a Wave, canaries: &'a [custody::Envelope]) -> Opening<'a> {
    Opening { custody: Custody::Shares, canaries, ..bench.opening(wave) }
}

#[test]
fn a_wave_goes_from_draft_through_open_and_closing_to_settled() {
    let (mut bench, mut journal) = Bench::new(4);
    let id = wave_id("w1");
    assert_eq!(journal.waves().unwrap(), [(wave("w1"), WaveState::Open)]);
    assert_eq!(journal.custody(&id).unwrap(), Custody::KeyFile);
    assert_eq!(journal.sealing_key(&id).unwrap(), bench.wave_key.sealing_key());
    let first = bench.submission(0, [1, 2, 3]);
    let late = bench.submission(1, [4, 4, 4]);
    let accepted = bench.accept_one(&mut journal, &first).unwrap();
    assert!(!accepted.repeated);

    let early = journal.sealed(&id).unwrap_err();
    assert!(matches!(early, WaveError::State { found: WaveState::Open, needed: WaveState::Closing, .. }), "{early}");
    assert!(matches!(journal.mark_settled(&id), Err(WaveError::State { found: WaveState::Open, .. })));
    journal.open_wave(&id).unwrap();
    journal.begin_closing(&id).unwrap();
    journal.begin_closing(&id).unwrap();
    assert!(matches!(journal.open_wave(&id), Err(WaveError::State { found: WaveState::Closing, .. })));

    assert_eq!(bench.accept_one(&mut journal, &late), Err(Refusal::WaveClosed.into()));
    let repeated = bench.accept_one(&mut journal, &first).unwrap();
    assert!(repeated.repeated, "a retry after closing still gets its receipt");
    assert_eq!(repeated.receipt, accepted.receipt);

    let sealed = journal.sealed(&id).unwrap();
    assert_eq!(sealed.bodies.len(), 1);
    assert_eq!(sealed.invited.iter().map(|invited| invited.invited).sum::<u32>(), 4);
    assert_eq!(format!("{sealed:?}"), "Sealed(1 answers from 4 places)");
    let records = bench.records(&journal, "w1");
    assert_eq!((records[0].unit.as_str(), records[0].former_municipality.as_str()), ("unit-0", "asker"));

    journal.mark_settled(&id).unwrap();
    journal.mark_settled(&id).unwrap();
    assert_eq!(journal.state(&id).unwrap(), Some(WaveState::Settled));
    assert_eq!(bench.accept_one(&mut journal, &first), Err(Refusal::WaveClosed.into()));
    assert!(matches!(journal.begin_closing(&id), Err(WaveError::State { found: WaveState::Settled, .. })));
    assert!(matches!(journal.open_wave(&id), Err(WaveError::State { found: WaveState::Settled, .. })));
    assert!(matches!(journal.sealed(&id), Err(WaveError::State { found: WaveState::Settled, .. })));
}

#[test]
fn preparing_a_wave_is_all_or_nothing() {
    let (bench, mut journal) = Bench::new(1);
    let (taken, fresh) = (wave("w1"), wave("w2"));
    assert!(matches!(journal.prepare_wave(&bench.opening(&taken)), Err(WaveError::Exists { .. })));
    let broken = Opening { instrument_toml: "id = 3", ..bench.opening(&fresh) };
    assert!(matches!(journal.prepare_wave(&broken), Err(WaveError::Instrument(_))));
    let mut other_version = wave("w2");
    other_version.instrument_version = "2".to_owned();
    assert!(matches!(journal.prepare_wave(&bench.opening(&other_version)), Err(WaveError::Questions { .. })));
    assert!(matches!(journal.prepare_wave(&shared(&bench, &fresh, &[])), Err(WaveError::NoCanaries { .. })));
    assert_eq!(journal.waves().unwrap().len(), 1, "a refused wave leaves nothing");
    for missing in [journal.begin_closing(&wave_id("w2")), journal.open_wave(&wave_id("w2"))] {
        assert!(matches!(missing, Err(WaveError::Unknown { .. })));
    }
}

/// Every text of every language, one at a time: without it there is no instrument, and so no wave.
#[test]
fn a_wave_with_a_missing_text_in_any_language_is_refused() {
    let (bench, mut journal) = Bench::new(1);
    let about = wave("w2");
    let lines: Vec<&str> = THREE_ITEMS.lines().collect();
    let mut tried = 0;
    for (number, line) in lines.iter().enumerate() {
        for language in ["nb", "nn", "en"] {
            let Some(start) = line.find(&format!("{language} = \"")) else { continue };
            let text = start + language.len() + 4;
            let end = text + line[text..].find('"').unwrap();
            let emptied = format!("{}{}", &line[..text], &line[end..]);
            let mut changed = lines.clone();
            changed[number] = &emptied;
            let toml = changed.join("\n");
            let refused = journal.prepare_wave(&Opening { instrument_toml: &toml, ..bench.opening(&about) });
            assert!(matches!(refused, Err(WaveError::Instrument(_))), "line {}: {emptied}", number + 1);
            tried += 1;
        }
    }
    assert!(tried >= 12, "only {tried} texts were found");
}

/// An instrument of as many items as the largest envelope holds is taken, and one more is refused.
#[test]
fn a_wave_that_asks_more_than_an_envelope_holds_is_refused() {
    let (bench, mut journal) = Bench::new(1);
    let instrument = Instrument::from_toml("three-items.toml", &with_items(9_000)).unwrap();
    let Err(custody::SealError::TooManyItems { most, .. }) = custody::fits(&instrument) else { panic!("it fits") };
    let about = wave("w2");
    let toml = with_items(most + 1);
    let refused = journal.prepare_wave(&Opening { instrument_toml: &toml, ..bench.opening(&about) }).unwrap_err();
    assert!(matches!(refused, WaveError::TooLong { .. }), "{refused}");
    assert!(refused.to_string().contains("fewer modules"), "{refused}");
    let toml = with_items(most);
    journal.prepare_wave(&Opening { instrument_toml: &toml, ..bench.opening(&about) }).unwrap();
}

/// The small instrument with more items, 200 to a scale.
fn with_items(count: usize) -> String {
    let (before, rest) = THREE_ITEMS.split_once("[[module.scale]]").unwrap();
    let mut parts = rest.split("[[module.scale.item]]");
    let (scale, item) = (parts.next().unwrap(), parts.next().unwrap());
    let mut toml = before.to_owned();
    for number in 0..count {
        if number % 200 == 0 {
            toml += &format!("[[module.scale]]{}", scale.replacen("\"calm\"", &format!("\"calm_{number}\""), 1));
        }
        toml += &format!("[[module.scale.item]]{}", item.replacen("calm_1", &format!("item_{number}"), 1));
    }
    toml
}

/// The whole rehearsal: test answers by the running program, opened with two of three shares.
#[test]
fn a_key_in_shares_must_have_been_tried_before_the_wave_opens() {
    let (mut bench, mut journal) = Bench::new(1);
    let (about, id) = (wave("w2"), wave_id("w2"));
    let entropy = &mut bench.entropy;
    let mut random = |bytes: &mut [u8]| entropy.fill(bytes);
    let secret = WaveKey::draw(&mut random);
    let canaries = custody::canaries(&secret.sealing_key(), &id, &instrument(), &mut random).unwrap();
    let [first, _, third] = secret.split(&mut random);
    let opening = Opening { sealing_key: secret.sealing_key(), ..shared(&bench, &about, &canaries) };
    journal.prepare_wave(&opening).unwrap();
    bench.invite(&mut journal, "w2", 2).unwrap();
    assert!(matches!(journal.open_wave(&id), Err(WaveError::NotRehearsed { .. })));
    assert_eq!(journal.custody(&id).unwrap(), Custody::Shares);
    assert_eq!(journal.rehearsal(&id).unwrap(), None);

    let kept = journal.canaries(&id).unwrap();
    let joined = WaveKey::join(&[third, first]).unwrap();
    assert_eq!(custody::check_canaries(&joined, &id, &instrument(), &kept).unwrap(), canaries.len());

    let by =
        |names: &[&str]| Rehearsal { on: day("2021-09-20"), by: names.iter().map(|name| (*name).to_owned()).collect() };
    for alone in [&[][..], &["Kari"], &["Kari", " kari "], &["Kari", ""], &["Kari", "Ola", "ola"]] {
        let refused = journal.record_rehearsal(&id, &by(alone));
        assert!(matches!(refused, Err(WaveError::OpenedAlone { .. })), "{alone:?}");
    }
    assert!(matches!(journal.open_wave(&id), Err(WaveError::NotRehearsed { .. })));
    let rehearsal = by(&["personvernombud", "hovedtillitsvalgt"]);
    journal.record_rehearsal(&id, &rehearsal).unwrap();
    assert_eq!(journal.rehearsal(&id).unwrap(), Some(rehearsal.clone()));
    journal.open_wave(&id).unwrap();
    let late = journal.record_rehearsal(&id, &rehearsal);
    assert!(matches!(late, Err(WaveError::State { found: WaveState::Open, needed: WaveState::Draft, .. })));

    journal.begin_closing(&id).unwrap();
    journal.mark_settled(&id).unwrap();
    assert!(journal.canaries(&id).unwrap().is_empty(), "test answers go with the answers");
}

#[test]
fn a_draft_can_be_thrown_away_and_its_id_used_again_but_nothing_more_than_a_draft() {
    let (mut bench, mut journal) = Bench::new(1);
    let about = wave("w2");
    journal.prepare_wave(&bench.opening(&about)).unwrap();
    bench.invite(&mut journal, "w2", 3).unwrap();
    journal.discard_draft(&wave_id("w2")).unwrap();
    assert_eq!(journal.state(&wave_id("w2")).unwrap(), None);
    let left: i64 = journal
        .connection
        .query_row("SELECT count(*) FROM invitation WHERE wave = 'w2'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
    journal.prepare_wave(&bench.opening(&about)).unwrap();
    let refused = journal.discard_draft(&wave_id("w1"));
    assert!(matches!(refused, Err(WaveError::State { found: WaveState::Open, needed: WaveState::Draft, .. })));
    assert!(matches!(journal.discard_draft(&wave_id("w3")), Err(WaveError::Unknown { .. })));
}

#[test]
fn questions_about_a_wave_that_is_not_there_are_refused() {
    let (_bench, journal) = Bench::new(1);
    let id = wave_id("w9");
    assert_eq!(journal.state(&id).unwrap(), None);
    assert!(matches!(journal.canaries(&id), Err(WaveError::Unknown { .. })));
    assert!(matches!(journal.custody(&id), Err(WaveError::Unknown { .. })));
    assert!(matches!(journal.sealing_key(&id), Err(WaveError::Unknown { .. })));
    assert!(matches!(journal.rehearsal(&id), Err(WaveError::Unknown { .. })));
    assert!(matches!(journal.instrument(&id), Err(WaveError::Unknown { .. })));
    assert!(matches!(journal.sealed(&id), Err(WaveError::Unknown { .. })));
}
