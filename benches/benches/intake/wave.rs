//! A wave with many codes, opened once and copied for every round; and the count of what a round stored.
//!
//! Every answer spells its own number in its points, so that a lost answer and a doubled one are both seen.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use custody::WaveKey;
use intake::{Code, CodeKey, CodeKind, Config, Custody, Entropy, Journal, Opening, Place};
use survey::{
    Answer, Date, FormerMunicipalityId, Instrument, InstrumentId, Record, RoleClass, Text, UnitId, Wave, WaveId,
};

use crate::load::Acknowledged;

/// The wave's id, which is part of every address.
pub(crate) const WAVE: &str = "bench";

/// How many points an answer chooses from when it spells its number.
const BASE: usize = 5;

/// A journal with an open wave that nobody has answered yet, to be copied; and the key that opens the answers.
pub(crate) struct Stage {
    folder: tempfile::TempDir,
    key: WaveKey,
    pub(crate) codes: Vec<Code>,
    pub(crate) instrument: Instrument,
}

/// One round's own journal.
pub(crate) struct Round {
    folder: tempfile::TempDir,
}

impl Stage {
    /// Opens a wave of the shipped instrument with this many codes.
    pub(crate) fn new(beside: &Path, invited: usize) -> Result<Stage> {
        let folder = tempfile::tempdir_in(beside)?;
        let instrument = survey::mestring()?;
        let wave = Wave {
            id: WaveId::new(WAVE)?,
            title: Text::new("Måling", "Måling", "Measurement")?,
            reference_date: today(),
            instrument: InstrumentId::new("mestring")?,
            instrument_version: instrument.version().to_owned(),
            modules: Vec::new(),
        };
        let places = (0..invited).map(|number| Ok((place(number)?, CodeKind::Link))).collect::<Result<Vec<_>>>()?;
        let mut entropy = Entropy::from_system()?;
        let mut draw = |bytes: &mut [u8]| entropy.fill(bytes);
        let key = WaveKey::draw(&mut draw);
        let canaries = custody::canaries(&key.sealing_key(), &wave.id, &instrument, &mut draw)?;
        let mut journal = Journal::open(&database(&folder))?.with_free_space_floor(0);
        journal.prepare_wave(&Opening {
            wave: &wave,
            instrument_toml: survey::MESTRING_INSTRUMENT,
            sealing_key: key.sealing_key(),
            custody: Custody::KeyFile,
            canaries: &canaries,
        })?;
        let codes = journal.invite::<anyhow::Error>(&wave.id, &places, &code_key(), &mut draw, |_| Ok(()))?;
        journal.open_wave(&wave.id)?;
        Ok(Stage { folder, key, codes, instrument })
    }

    /// A copy that nobody has answered.
    pub(crate) fn round(&self, beside: &Path) -> Result<Round> {
        let folder = tempfile::tempdir_in(beside)?;
        std::fs::copy(database(&self.folder), database(&folder)).context("copying the journal")?;
        Ok(Round { folder })
    }

    /// Checks that the round stored each acknowledged answer once and nothing else, and gave no receipt twice.
    pub(crate) fn check(&self, round: &Round, acknowledged: &[Acknowledged]) -> Result<()> {
        let mut receipts: Vec<_> = acknowledged.iter().map(|answer| answer.receipt).collect();
        receipts.sort_unstable();
        receipts.dedup();
        ensure!(receipts.len() == acknowledged.len(), "two answers share a receipt");
        let mut expected: Vec<_> = acknowledged.iter().map(|answer| answer.number).collect();
        expected.sort_unstable();
        let mut stored = self.stored(round)?;
        stored.sort_unstable();
        ensure!(
            stored == expected,
            "{} answers are stored, {} were acknowledged, and they are not the same",
            stored.len(),
            expected.len()
        );
        Ok(())
    }

    /// The numbers that the stored answers spell, opened on every core.
    fn stored(&self, round: &Round) -> Result<Vec<usize>> {
        let wave = WaveId::new(WAVE)?;
        let mut journal = Journal::open(&round.database())?;
        journal.begin_closing(&wave)?;
        let bodies = journal.sealed(&wave)?.bodies;
        let share = bodies.len().div_ceil(std::thread::available_parallelism()?.get()).max(1);
        let open = |bodies: &[Vec<u8>]| -> Result<Vec<usize>> {
            bodies.iter().map(|body| number_of(&self.key.open(&wave, &self.instrument, body)?)).collect()
        };
        let opened: Vec<Result<Vec<usize>>> = std::thread::scope(|scope| {
            let threads: Vec<_> = bodies.chunks(share).map(|part| scope.spawn(move || open(part))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| bail!("opening ended early"))).collect()
        });
        Ok(opened.into_iter().collect::<Result<Vec<_>>>()?.concat())
    }
}

impl Round {
    pub(crate) fn database(&self) -> PathBuf {
        database(&self.folder)
    }
}

/// What a server over a round's journal is told.
pub(crate) fn config(database: PathBuf, group_max: Option<usize>) -> Result<Config> {
    let mut config = Config::new(database, code_key(), Entropy::from_system()?, today);
    if let Some(group_max) = group_max {
        config.group_max = group_max;
    }
    Ok(config)
}

/// The points of an answer that spells this number, least digit first.
pub(crate) fn spelled(number: usize) -> impl Iterator<Item = u8> {
    let mut rest = number;
    std::iter::repeat_with(move || {
        let digit = rest % BASE;
        rest /= BASE;
        u8::try_from(digit).unwrap_or_default() + 1
    })
}

fn number_of(record: &Record) -> Result<usize> {
    record.response.answers().iter().rev().try_fold(0, |number, answer| match answer {
        Answer::Point(point) => Ok(number * BASE + usize::from(*point).saturating_sub(1)),
        other => bail!("{other:?} is stored and was never sent"),
    })
}

/// Three hundred units, as a large municipality has.
fn place(number: usize) -> Result<Place> {
    let former = match number % 3 {
        0 => "asker",
        1 => "royken",
        _ => "hurum",
    };
    Ok(Place {
        unit: UnitId::new(format!("unit-{}", number % 300))?,
        former_municipality: FormerMunicipalityId::new(former)?,
        role: Some(RoleClass::Professional),
    })
}

fn code_key() -> CodeKey {
    CodeKey::from_bytes([42; 32])
}

#[expect(clippy::expect_used, reason = "the day stands here and is one")]
fn today() -> Date {
    Date::parse("2026-10-01").expect("a day of the calendar")
}

fn database(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("intake.db")
}
