//! Random sequences of everything that can be done, against a model that is simple enough to be right.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// What a person or an operator does. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Deed {
    Prepare(usize),
    Open(usize),
    Invite {
        wave: usize,
        count: usize,
    },
    /// Replace one code, perhaps one that was replaced before.
    Reissue {
        wave: usize,
        code: usize,
    },
    /// Answer with a code of a wave, perhaps used, replaced, or of the other wave.
    Submit {
        wave: usize,
        of: usize,
        code: usize,
        point: u8,
    },
    Retry(usize),
    /// The same number again with other answers, or a code that nobody has.
    Guess {
        wave: usize,
        point: u8,
    },
    Close(usize),
    Settle(usize),
    Backup,
    /// The process ends without a word, and starts again.
    Crash,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let wave = || prop_oneof![3 => Just(0_usize), 1 => Just(1)];
    let deed = prop_oneof![
        2 => wave().prop_map(Deed::Prepare),
        3 => wave().prop_map(Deed::Open),
        1 => (wave(), 1..4_usize).prop_map(|(wave, count)| Deed::Invite { wave, count }),
        3 => (wave(), any::<usize>()).prop_map(|(wave, code)| Deed::Reissue { wave, code }),
        12 => (wave(), prop_oneof![9 => Just(0_usize), 1 => Just(1)], any::<usize>(), 1..=5_u8)
            .prop_map(|(wave, other, code, point)| Deed::Submit { wave, of: (wave + other) % 2, code, point }),
        4 => any::<usize>().prop_map(Deed::Retry),
        1 => (wave(), 1..=5_u8).prop_map(|(wave, point)| Deed::Guess { wave, point }),
        1 => wave().prop_map(Deed::Close),
        1 => wave().prop_map(Deed::Settle),
        1 => Just(Deed::Backup),
        3 => Just(Deed::Crash),
    ];
    proptest::collection::vec(deed, 1..60)
}

#[derive(Default)]
struct ModelWave {
    state: Option<WaveState>,
    /// Every code there ever was; `None` for one that was replaced.
    codes: Vec<(Code, Option<Standing>)>,
    answers: Vec<(UnitId, u8)>,
}

#[derive(Clone)]
struct Standing {
    unit: UnitId,
    used: bool,
}

struct World {
    bench: Bench,
    journal: Option<Journal>,
    second_copy: Option<PathBuf>,
    waves: BTreeMap<usize, ModelWave>,
    /// Everything that was ever sent, with its receipt if it was acknowledged.
    sent: Vec<(Submission, usize, Option<String>)>,
}

const WAVES: [&str; 2] = ["w1", "w2"];

impl World {
    fn new(second_copy: bool) -> World {
        let (bench, journal) = Bench::new(1);
        drop(journal);
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(bench.folder.path().join(format!("intake.db{suffix}")));
        }
        let second_copy = second_copy.then(|| bench.folder.path().join("volume"));
        if let Some(volume) = &second_copy {
            std::fs::create_dir(volume).unwrap();
        }
        let mut world = World { bench, journal: None, second_copy, waves: BTreeMap::new(), sent: Vec::new() };
        world.waves.insert(0, ModelWave::default());
        world.waves.insert(1, ModelWave::default());
        world.start();
        world
    }

    fn start(&mut self) {
        let mut journal = open(&self.bench.path());
        journal.start(self.second_copy.as_deref()).unwrap();
        self.journal = Some(journal);
    }

    fn journal(&mut self) -> &mut Journal {
        self.journal.as_mut().unwrap()
    }

    fn state(&self, wave: usize) -> Option<WaveState> {
        self.waves[&wave].state
    }

    fn model(&mut self, wave: usize) -> &mut ModelWave {
        self.waves.get_mut(&wave).unwrap()
    }

    fn carry_out(&mut self, deed: &Deed) {
        match deed {
            Deed::Prepare(wave) => {
                let about = super::wave(WAVES[*wave]);
                let opening = self.bench.opening(&about);
                let outcome = self.journal.as_mut().unwrap().prepare_wave(&opening);
                assert_eq!(outcome.is_ok(), self.state(*wave).is_none(), "{outcome:?}");
                let model = self.model(*wave);
                model.state = model.state.or(Some(WaveState::Draft));
            }
            Deed::Open(wave) => self.advance(*wave, WaveState::Draft, WaveState::Open, Journal::open_wave),
            Deed::Close(wave) => self.advance(*wave, WaveState::Open, WaveState::Closing, Journal::begin_closing),
            Deed::Settle(wave) => {
                if self.state(*wave) == Some(WaveState::Closing) {
                    self.compare(*wave);
                    self.model(*wave).answers.clear();
                }
                self.advance(*wave, WaveState::Closing, WaveState::Settled, Journal::mark_settled);
            }
            Deed::Invite { wave, count } => {
                let journal = self.journal.as_mut().unwrap();
                let outcome = self.bench.invite(journal, WAVES[*wave], *count);
                assert_eq!(outcome.is_ok(), self.takes_codes(*wave), "{outcome:?}");
                for (number, code) in outcome.unwrap_or_default().into_iter().enumerate() {
                    let standing = Standing { unit: place(number).unit, used: false };
                    self.model(*wave).codes.push((code, Some(standing)));
                }
            }
            Deed::Reissue { wave, code } => {
                let Some(index) = self.choose(*wave, *code) else { return };
                let (old, standing) = self.waves[wave].codes[index].clone();
                let journal = self.journal.as_mut().unwrap();
                let outcome = self.bench.reissue(journal, WAVES[*wave], &[old]);
                assert_eq!(outcome.is_ok(), self.takes_codes(*wave) && standing.is_some(), "{outcome:?}");
                if let Ok(mut new) = outcome {
                    let model = self.model(*wave);
                    model.codes[index].1 = None;
                    model.codes.push((new.remove(0), standing));
                }
            }
            Deed::Submit { wave, of, code, point } => {
                let Some(index) = self.choose(*of, *code) else { return };
                let code = self.waves[of].codes[index].0.clone();
                let submission = self.submission(*wave, code, *point);
                let expected = if wave == of { self.judge(*wave, Some(index)) } else { self.judge(*wave, None) };
                self.send(submission, *wave, expected, |model| {
                    let standing = model.codes[index].1.as_mut().unwrap();
                    standing.used = true;
                    let unit = standing.unit.clone();
                    model.answers.push((unit, *point));
                });
            }
            Deed::Guess { wave, point } => {
                let code = Code::parse(&"7".repeat(26)).unwrap();
                let submission = self.submission(*wave, code, *point);
                let expected = self.judge(*wave, None);
                self.send(submission, *wave, expected, |_| panic!("a guessed code was taken"));
            }
            Deed::Retry(which) => self.retry(*which),
            Deed::Backup => {
                let backup = self.bench.folder.path().join("backup");
                let _ = std::fs::remove_file(&backup);
                self.journal().backup(&backup).unwrap();
                let into = self.bench.folder.path().join("restored.db");
                let answers: usize = self.waves.values().map(|wave| wave.answers.len()).sum();
                let restored = restore(&backup, None, &into).unwrap();
                assert_eq!(restored.answers, u64::try_from(answers).unwrap());
                std::fs::remove_file(into).unwrap();
            }
            Deed::Crash => {
                self.journal.take().unwrap().abandon();
                self.start();
                for (wave, id) in WAVES.iter().enumerate() {
                    assert_eq!(self.journal().state(&wave_id(id)).unwrap(), self.state(wave));
                    self.compare(wave);
                }
            }
        }
    }

    fn takes_codes(&self, wave: usize) -> bool {
        matches!(self.state(wave), Some(WaveState::Draft | WaveState::Open))
    }

    fn choose(&self, wave: usize, number: usize) -> Option<usize> {
        number.checked_rem(self.waves[&wave].codes.len())
    }

    fn submission(&mut self, wave: usize, code: Code, point: u8) -> Submission {
        let mut submission = self.bench.submission_with(code, [point; 3]);
        submission.wave = wave_id(WAVES[wave]);
        submission
    }

    /// What the model says about a new answer.
    fn judge(&self, wave: usize, code: Option<usize>) -> Result<(), Refusal> {
        match self.state(wave) {
            None | Some(WaveState::Draft) => return Err(Refusal::UnknownWave),
            Some(WaveState::Open) => {}
            Some(_) => return Err(Refusal::WaveClosed),
        }
        let standing = code.and_then(|index| self.waves[&wave].codes[index].1.as_ref());
        if standing.is_some_and(|standing| !standing.used) { Ok(()) } else { Err(Refusal::Code) }
    }

    fn send(
        &mut self,
        submission: Submission,
        wave: usize,
        expected: Result<(), Refusal>,
        taken: impl FnOnce(&mut ModelWave),
    ) {
        let journal = self.journal.as_mut().unwrap();
        let verdict = self.bench.accept_one(journal, &submission);
        let receipt = match (verdict, expected) {
            (Ok(acceptance), Ok(())) => {
                assert!(!acceptance.repeated);
                taken(self.model(wave));
                Some(acceptance.receipt.to_string())
            }
            (Err(declined), Err(refusal)) => {
                assert_eq!(declined, Declined::Refused(refusal));
                None
            }
            (verdict, expected) => panic!("{verdict:?}, and the model says {expected:?}"),
        };
        self.sent.push((submission, wave, receipt));
    }

    /// Somebody presses again: the same receipt for ever, until the wave is settled.
    fn retry(&mut self, which: usize) {
        let Some(index) = which.checked_rem(self.sent.len()) else { return };
        let (submission, wave, receipt) = self.sent.swap_remove(index);
        let settled = self.state(wave) == Some(WaveState::Settled);
        if let (Some(receipt), false) = (&receipt, settled) {
            let journal = self.journal.as_mut().unwrap();
            let acceptance = self.bench.accept_one(journal, &submission).unwrap();
            assert!(acceptance.repeated);
            assert_eq!(acceptance.receipt.to_string(), *receipt);
            self.sent.push((submission, wave, Some(receipt.clone())));
        } else {
            // What was refused is a new answer, which may be taken now.
            let model = &self.waves[&wave];
            let index = model.codes.iter().position(|(code, _)| *code == submission.code);
            let expected = self.judge(wave, index);
            let point = points_of(&submission);
            self.send(submission, wave, expected, |model| {
                let standing = model.codes[index.unwrap()].1.as_mut().unwrap();
                standing.used = true;
                let unit = standing.unit.clone();
                model.answers.push((unit, point));
            });
        }
    }

    fn advance(
        &mut self,
        wave: usize,
        from: WaveState,
        to: WaveState,
        step: impl FnOnce(&mut Journal, &WaveId) -> Result<(), WaveError>,
    ) {
        let outcome = step(self.journal(), &wave_id(WAVES[wave]));
        let state = self.state(wave);
        assert_eq!(outcome.is_ok(), state == Some(from) || state == Some(to), "{outcome:?} from {state:?}");
        if outcome.is_ok() {
            self.model(wave).state = Some(to);
        }
    }

    /// What is in the file, opened with the key, is what the model holds; whatever the state of the wave.
    fn compare(&mut self, wave: usize) {
        let id = wave_id(WAVES[wave]);
        let bodies: Vec<Vec<u8>> = self
            .journal()
            .connection
            .prepare("SELECT body FROM envelope WHERE wave = ?1")
            .unwrap()
            .query_map([id.as_str()], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let mut stored: Vec<(UnitId, u8)> = bodies
            .iter()
            .map(|body| self.bench.wave_key.open(&id, &instrument(), body).unwrap())
            .map(|record| (record.unit.clone(), points(&record)[0]))
            .collect();
        let mut expected = self.waves[&wave].answers.clone();
        stored.sort();
        expected.sort();
        assert_eq!(stored, expected);
    }
}

fn points_of(submission: &Submission) -> u8 {
    match submission.response.answers()[0] {
        Answer::Point(point) => point,
        other => panic!("{other:?} was never sent"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_the_journal_says_what_the_model_says(
        deeds in deeds(),
        second_copy in any::<bool>(),
        begun in proptest::bool::weighted(0.8),
    ) {
        let mut world = World::new(second_copy);
        // Most begin with a wave of few codes that is open, so that its codes are used, replaced and tried again.
        let begin = [Deed::Prepare(0), Deed::Invite { wave: 0, count: 2 }, Deed::Open(0)];
        for deed in begin.iter().filter(|_| begun).chain(&deeds) {
            world.carry_out(deed);
        }
        world.carry_out(&Deed::Crash);
    }
}
