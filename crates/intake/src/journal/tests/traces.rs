//! What can be found in the bytes: nothing that names a code, a submission or an answer, in any phase and in any file.

use super::*;

/// A wave with the shipped instrument, whose answers are long enough to be recognised.
struct Traced {
    bench: Bench,
    codes: Vec<Code>,
    submissions: Vec<Submission>,
    receipts: Vec<String>,
}

const UNIT: &str = "hemmelig-enhet";
const FORMER: &str = "hurum";

/// Answers that spell a number, so that every pattern occurs once.
fn pattern(number: usize) -> Vec<u8> {
    let items = survey::mestring().unwrap().items().len();
    (0..items)
        .map(|item| u8::try_from((number / 5_usize.pow(u32::try_from(item % 4).unwrap()) + item) % 5).unwrap() + 1)
        .collect()
}

impl Traced {
    fn new(journal: &mut Journal, mut bench: Bench, invited: usize) -> Traced {
        let instrument = survey::mestring().unwrap();
        let about = Wave {
            id: wave_id("w2"),
            instrument: instrument.id().clone(),
            instrument_version: instrument.version().to_owned(),
            ..wave("w2")
        };
        let opening = Opening { instrument_toml: survey::MESTRING_INSTRUMENT, ..bench.opening(&about) };
        journal.prepare_wave(&opening).unwrap();
        let place = Place {
            unit: UnitId::new(UNIT).unwrap(),
            former_municipality: FormerMunicipalityId::new(FORMER).unwrap(),
            role: Some(RoleClass::Professional),
        };
        let places: Vec<_> = (0..invited).map(|number| (place.clone(), kind(number))).collect();
        let entropy = &mut bench.entropy;
        let codes = journal
            .invite::<WaveError>(&wave_id("w2"), &places, &bench.key, &mut |bytes| entropy.fill(bytes), |_| Ok(()))
            .unwrap();
        let submissions = (0..invited)
            .map(|number| {
                let answers = pattern(number).into_iter().map(Answer::Point).collect();
                Submission {
                    wave: wave_id("w2"),
                    response: Response::from_answers(&instrument, answers).unwrap(),
                    ..bench.submission_with(codes[number].clone(), [1, 1, 1])
                }
            })
            .collect();
        Traced { bench, codes, submissions, receipts: Vec::new() }
    }

    /// What must never be found, with a name for it.
    fn secrets(&self) -> Vec<(&'static str, Vec<u8>)> {
        let mut secrets = Vec::new();
        for code in &self.codes {
            secrets.push(("a code", code.as_bytes().to_vec()));
            secrets.push(("a printed code", code.to_string().into_bytes()));
            secrets.push(("the name of a draft", self.bench.key.draft(code).into_bytes()));
        }
        for submission in &self.submissions {
            secrets.push(("a submission number", submission.id.as_bytes().to_vec()));
            secrets.push(("a written submission number", submission.id.to_string().into_bytes()));
        }
        for receipt in &self.receipts {
            secrets.push(("a receipt", receipt.replace('-', "").into_bytes()));
            secrets.push(("a printed receipt", receipt.clone().into_bytes()));
        }
        for number in 0..self.submissions.len() {
            let answers = pattern(number);
            let written: String = answers.iter().map(|point| char::from(b'0' + point)).collect();
            secrets.push(("written answers", written.into_bytes()));
            secrets.push(("answers", answers[..12].to_vec()));
        }
        let mut place = vec![u8::try_from(UNIT.len()).unwrap()];
        place.extend_from_slice(UNIT.as_bytes());
        place.push(u8::try_from(FORMER.len()).unwrap());
        place.extend_from_slice(FORMER.as_bytes());
        secrets.push(("the place of an answer", place));
        secrets
    }

    fn hashes(&self) -> Vec<Vec<u8>> {
        self.codes.iter().map(|code| self.bench.key.hash(code).to_vec()).collect()
    }
}

/// Finds needles of any length quickly: by their first eight bytes.
struct Haystack {
    bytes: Vec<u8>,
    starts: std::collections::BTreeMap<[u8; 8], Vec<usize>>,
}

impl Haystack {
    fn of(folder: &Path) -> Haystack {
        let bytes = bytes_in(folder);
        let mut starts = std::collections::BTreeMap::<_, Vec<usize>>::new();
        for (place, window) in bytes.windows(8).enumerate() {
            if window.iter().any(|byte| *byte != 0) {
                starts.entry(window.try_into().unwrap()).or_default().push(place);
            }
        }
        Haystack { bytes, starts }
    }

    fn has(&self, needle: &[u8]) -> bool {
        let start: [u8; 8] = needle[..8].try_into().unwrap();
        self.starts
            .get(&start)
            .is_some_and(|places| places.iter().any(|place| self.bytes[*place..].starts_with(needle)))
    }
}

#[test]
fn no_phase_leaves_a_code_a_submission_or_an_answer_in_any_file() {
    let (bench, mut journal) = Bench::new(1);
    let volume = bench.folder.path().join("volume");
    let backups = bench.folder.path().join("backups");
    std::fs::create_dir(&volume).unwrap();
    std::fs::create_dir(&backups).unwrap();
    journal.attach_second_copy(&volume).unwrap();
    let mut traced = Traced::new(&mut journal, bench, 30);
    let folder = traced.bench.folder.path().to_owned();
    let mut hashes_expected = true;
    let mut look = |phase: &str, traced: &Traced| {
        let haystack = Haystack::of(&folder);
        for (name, secret) in traced.secrets() {
            assert!(!haystack.has(&secret), "{phase}: {name} is in a file");
        }
        // The search itself must be able to find something: the hashes while they are needed, and only then.
        for hash in traced.hashes() {
            assert_eq!(haystack.has(&hash), hashes_expected, "{phase}: the hash of a code");
        }
        if phase == "settling" {
            hashes_expected = false;
        }
    };
    // Written down on purpose, every secret is found: a search that finds nothing by mistake proves nothing.
    let written = folder.join("written");
    let secrets = traced.secrets();
    std::fs::write(&written, secrets.iter().flat_map(|(_, secret)| secret.clone()).collect::<Vec<u8>>()).unwrap();
    let haystack = Haystack::of(&folder);
    assert!(secrets.iter().all(|(_, secret)| haystack.has(secret)));
    std::fs::remove_file(written).unwrap();
    look("prepared", &traced);
    journal.open_wave(&wave_id("w2")).unwrap();
    look("open", &traced);

    let (answering, rest) = traced.submissions.split_at(24);
    for group in answering.chunks(5) {
        let group: Vec<&Submission> = group.iter().collect();
        for verdict in journal.accept(&traced.bench.key, &mut traced.bench.entropy, &group).unwrap() {
            traced.receipts.push(verdict.unwrap().receipt.to_string());
        }
        // Everybody sends twice.
        journal.accept(&traced.bench.key, &mut traced.bench.entropy, &group).unwrap();
    }
    let unknown = Submission {
        code: Code::parse(&"7".repeat(26)).unwrap(),
        wave: wave_id("w2"),
        id: rest[0].id,
        response: rest[0].response.clone(),
    };
    journal.accept(&traced.bench.key, &mut traced.bench.entropy, &[&unknown]).unwrap();
    journal.participation(&wave_id("w2"), day("2021-10-05")).unwrap();
    look("answered", &traced);
    journal.shorten_log().unwrap();
    look("log moved into the file", &traced);
    journal.backup(&backups.join("one")).unwrap();
    look("backup", &traced);
    journal.begin_closing(&wave_id("w2")).unwrap();
    assert_eq!(journal.sealed(&wave_id("w2")).unwrap().bodies.len(), 24);
    look("closing", &traced);
    std::fs::remove_file(backups.join("one")).unwrap();
    look("settling", &traced);
    journal.mark_settled(&wave_id("w2")).unwrap();
    journal.backup(&backups.join("two")).unwrap();
    look("settled", &traced);
    let haystack = Haystack::of(&folder);
    let unit_left = haystack.has(UNIT.as_bytes());
    assert!(!unit_left, "settled: the unit of somebody invited is in a file");
    drop(journal);
    look("closed", &traced);
}

/// I3: the same answers in twenty orders of arrival, in groups of every size, come out the same.
#[test]
fn the_order_of_arrival_is_nowhere() {
    let mut outcomes = Vec::new();
    for order in 0..20_u8 {
        let (mut bench, mut journal) = Bench::seeded(40, 9);
        let mut waiting: Vec<Submission> =
            (0..40).map(|code| bench.submission(code, [1, 2, u8::try_from(code % 5).unwrap() + 1])).collect();
        let mut chance = Entropy::from_seed([order; 32]);
        let mut draw = |below: usize| {
            let mut bytes = [0; 8];
            chance.fill(&mut bytes);
            usize::try_from(u64::from_le_bytes(bytes) % u64::try_from(below).unwrap()).unwrap()
        };
        while !waiting.is_empty() {
            let size = draw(waiting.len()) + 1;
            let group: Vec<Submission> = (0..size).map(|_| waiting.swap_remove(draw(waiting.len()))).collect();
            let verdicts = bench.accept(&mut journal, &group.iter().collect::<Vec<_>>());
            assert!(verdicts.iter().all(Result::is_ok));
        }
        journal.begin_closing(&wave_id("w1")).unwrap();
        let sealed = journal.sealed(&wave_id("w1")).unwrap();
        assert!(sealed.bodies.is_sorted(), "the bodies come in another order than that of their bytes");
        outcomes.push((bench.records(&journal, "w1"), sealed.invited));
    }
    assert_eq!(outcomes[0].0.len(), 40);
    assert!(outcomes.windows(2).all(|pair| pair[0] == pair[1]));
}

/// Somebody takes the disk of an open wave, the key of the codes included, but not the key of the wave.
#[test]
fn a_seized_disk_opens_nothing() {
    let (mut bench, mut journal) = Bench::new(60);
    // Everybody from one place says the same, which is what would show the most.
    let same: Vec<Submission> = (0..60).step_by(6).map(|code| bench.submission(code, [4, 2, 5])).collect();
    let verdicts = bench.accept(&mut journal, &same.iter().collect::<Vec<_>>());
    assert!(verdicts.iter().all(Result::is_ok));
    drop(journal);
    let seized = Connection::open(bench.path()).unwrap();
    let bodies: Vec<Vec<u8>> = seized
        .prepare("SELECT body FROM envelope")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(bodies.len(), 10);
    assert!(bodies.iter().all(|body| custody::ENVELOPE_SIZES.contains(&body.len())));
    let sizes: std::collections::BTreeSet<usize> = bodies.iter().map(Vec::len).collect();
    assert_eq!(sizes.len(), 1, "answers to one instrument have one size");
    for seed in 100..120_u8 {
        let mut entropy = Entropy::from_seed([seed; 32]);
        let guess = WaveKey::draw(&mut |bytes| entropy.fill(bytes));
        assert!(bodies.iter().all(|body| guess.open(&wave_id("w1"), &instrument(), body).is_err()));
    }
    let mut windows: Vec<&[u8]> = bodies.iter().flat_map(|body| body.windows(8)).collect();
    let all = windows.len();
    windows.sort_unstable();
    windows.dedup();
    assert_eq!(windows.len(), all, "two envelopes of the same answer have something in common");
    drop(seized);
    assert_eq!(bench.stored().len(), 10, "and yet they open with the key");
}
