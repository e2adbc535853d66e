//! A synthetic municipality with known truth.
//!
//! What it is: about 6,000 employees in 300 units, before and after three municipalities became one, who answer a survey in
//! three waves and are sometimes ill; together with a statement of what everything was drawn from ([`Truth`]), so that
//! estimates can be judged. It works for any instrument.
//!
//! What it is not: real. No person, unit or figure in it exists, and no figure in it says anything about Asker, Røyken or
//! Hurum.
//!
//! Invariant: seeded; the same settings and instrument give the same municipality, and there is no other source of chance.
//! No I/O.
//!
//! ```
//! let instrument = survey::mestring()?;
//! let drawn = synth::municipality(&synth::Settings { seed: 2020, employees: 900 }, &instrument);
//! let first = &drawn.waves[0];
//! assert_eq!((first.wave.id.as_str(), first.invited.len()), ("2019-host", 900));
//! // The first respondent is one of the invited, and the truth knows the mean of that person's unit.
//! let (unit, _) = &first.invited[first.respondents[0]];
//! assert!((1.0..=5.0).contains(&drawn.truth.waves[0].scales[0].unit_means[unit]));
//! # Ok::<(), survey::FileError>(())
//! ```

mod answers;
mod apportion;
mod blueprint;
mod climate;
mod draws;
mod findings;
mod ids;
mod model;
mod normal;
mod organisation;
mod profile;
mod programme;
mod registers;
mod responses;
mod roles;
mod sickness;
mod spells;
mod truth;

use crate::climate::Character;
use crate::draws::Draws;
use crate::model::Model;
use crate::organisation::{MERGER_YEAR, Organisation, Workplace};
use crate::sickness::Side;
pub use responses::{
    ROWS_PER_UNIT_MAX, ResponseCell, ResponseSettings, ResponseSettingsError, UNITS_MAX, response_wave, responses,
};
pub use spells::SickLeaveCsv;
use survey::{FormerMunicipalityId, Instrument, Record, RoleClass, UnitId, Wave};
pub use truth::{
    AbsenceTruth, ItemTruth, RoleTruth, STATEMENT, ScaleTruth, Truth, UnitTruth, WaveScaleTruth, WaveTruth,
};

/// What to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Decides every draw.
    pub seed: u64,
    /// Employees of the whole municipality, the same in every wave. The units stay the same 300 and grow or shrink with it.
    pub employees: u32,
}

impl Settings {
    /// A municipality of Asker's size: about 6,000 employees.
    #[must_use]
    pub const fn asker(seed: u64) -> Self {
        Self { seed, employees: 6_000 }
    }
}

/// A municipality as files, waves and truth.
#[derive(Clone, Debug)]
pub struct Municipality {
    /// The units over time, as `survey::Register` reads them.
    pub units_csv: String,
    /// The former municipalities in display order.
    pub former_municipalities_csv: String,
    /// Which old unit became which new one.
    pub lineage_csv: String,
    /// Sickness absence per unit, former municipality and month, as `absence::AbsenceTable` reads it.
    pub absence_csv: String,
    /// Register figures per unit, former municipality and year.
    pub figures_csv: String,
    /// The units' own targets for their absence.
    pub targets_csv: String,
    /// Which unit's leaders took which module of the leadership programme when, as `plan` reads it.
    pub programme_csv: String,
    /// The waves, oldest first.
    pub waves: Vec<SyntheticWave>,
    /// What everything was drawn from.
    pub truth: Truth,
}

/// One wave: who was asked and what was answered.
#[derive(Clone, Debug)]
pub struct SyntheticWave {
    /// The wave.
    pub wave: Wave,
    /// One entry for each invited employee.
    pub invited: Vec<(UnitId, FormerMunicipalityId)>,
    /// The kind of work of each invited employee, in the same order.
    pub roles: Vec<RoleClass>,
    /// The answers of those who answered.
    pub answers: Vec<Record>,
    /// Who answered: positions in `invited`, in the same order as `answers`.
    pub respondents: Vec<usize>,
}

/// The waves: autumn of these years.
const WAVE_YEARS: [i32; 3] = [2019, 2021, 2023];

/// The streams of draws; one for each purpose, so that a change in one leaves the others alone.
mod stream {
    pub(crate) const ORGANISATION: u64 = 1;
    pub(crate) const CHARACTERS: u64 = 2;
    pub(crate) const ABSENCE: u64 = 3;
    pub(crate) const SPELLS: u64 = 4;
    pub(crate) const REGISTERS: u64 = 5;
    pub(crate) const PROGRAMME: u64 = 6;
    /// One for each wave from here on.
    pub(crate) const ANSWERS: u64 = 16;
    /// Kinds of work: one for each wave from here on.
    pub(crate) const ROLES: u64 = 32;
}

/// The places of work and what each is like: before the merger, after it, and two years later.
struct Drawn {
    organisation: Organisation,
    model: Model,
    characters: [Vec<Character>; 3],
}

impl Drawn {
    fn of(settings: &Settings, instrument: &Instrument) -> Self {
        let stream = |stream| Draws::new(settings.seed, stream);
        let organisation = organisation::organisation(settings.employees, &mut stream(stream::ORGANISATION));
        let model = Model::of(instrument);
        let mut draws = stream(stream::CHARACTERS);
        let mut draw = |count: usize| (0..count).map(|_| Character::draw(&model, &mut draws)).collect::<Vec<_>>();
        let before = draw(organisation.before.len());
        let fresh = draw(organisation.after.len()).into_iter().zip(&organisation.origins);
        let after: Vec<Character> = fresh
            .map(|(fresh, origins)| {
                let earlier: Vec<_> =
                    origins.iter().filter_map(|(at, n)| Some((before.get(*at)?, f64::from(*n)))).collect();
                Character::inherit(&earlier, fresh)
            })
            .collect();
        let later = draw(organisation.after.len()).into_iter().zip(&after);
        let later = later.map(|(fresh, earlier)| Character::inherit(&[(earlier, 1.0)], fresh)).collect();
        Self { organisation, model, characters: [before, after, later] }
    }

    fn sides(&self) -> [(&[Workplace], &[Character]); 3] {
        let [before, after, later] = &self.characters;
        let (old, new) = (self.organisation.before.as_slice(), self.organisation.after.as_slice());
        [(old, before), (new, after), (new, later)]
    }

    fn sickness_sides(&self) -> Vec<Side<'_>> {
        let years = [sickness::years_before(), MERGER_YEAR..=2021, 2022..=*sickness::YEARS.end()];
        self.sides().into_iter().zip(years).map(|(side, years)| Side::new(side, years)).collect()
    }
}

/// Draws the positions, spells and holidays of every employee of the municipality, from the rates its truth states.
#[must_use]
pub fn sick_leave(settings: &Settings, instrument: &Instrument) -> SickLeaveCsv {
    let drawn = Drawn::of(settings, instrument);
    let mut draws = Draws::new(settings.seed, stream::SPELLS);
    spells::sick_leave(&drawn.organisation, &drawn.sickness_sides(), &mut draws)
}

/// Draws a municipality that answers the whole of an instrument in every wave.
#[must_use]
pub fn municipality(settings: &Settings, instrument: &Instrument) -> Municipality {
    let stream = |stream| Draws::new(settings.seed, stream);
    let drawn = Drawn::of(settings, instrument);
    let model = &drawn.model;
    let mut waves = Vec::new();
    let mut wave_truths = Vec::new();
    for ((number, year), (workplaces, characters)) in WAVE_YEARS.into_iter().enumerate().zip(drawn.sides()) {
        let draws = &mut stream(stream::ANSWERS.saturating_add(number as u64));
        let (mut wave, truth) = draw_wave(instrument, model, (number, year), workplaces, characters, draws);
        roles::assign(&mut wave, workplaces, &mut stream(stream::ROLES.saturating_add(number as u64)));
        waves.push(wave);
        wave_truths.push(truth);
    }
    let (absence, absence_truth) = sickness::absence(&drawn.sickness_sides(), &mut stream(stream::ABSENCE));
    let Drawn { organisation, model, .. } = drawn;

    let figures_csv = registers::figures_csv(&organisation, &mut stream(stream::REGISTERS));
    Municipality {
        figures_csv,
        targets_csv: registers::targets_csv(&organisation),
        programme_csv: programme::modules_csv(&organisation, &mut stream(stream::PROGRAMME)),
        units_csv: organisation.units_csv,
        former_municipalities_csv: organisation::former_municipalities_csv(),
        lineage_csv: organisation.lineage_csv,
        absence_csv: absence.to_csv(),
        waves,
        truth: Truth {
            seed: settings.seed,
            statement: STATEMENT,
            scales: findings::scales(instrument, &model),
            items: findings::items(instrument, &model),
            waves: wave_truths,
            roles: roles::truth(),
            absence: absence_truth,
        },
    }
}

fn draw_wave(
    instrument: &Instrument,
    model: &Model,
    (number, year): (usize, i32),
    workplaces: &[Workplace],
    characters: &[Character],
    draws: &mut Draws,
) -> (SyntheticWave, WaveTruth) {
    let month = ids::month(year, 10);
    let wave = Wave {
        id: ids::wave(&format!("{year}-host")),
        title: ids::text(&format!("Høst {year}"), &format!("Haust {year}"), &format!("Autumn {year}")),
        reference_date: month.first_day(),
        instrument: instrument.id().clone(),
        instrument_version: instrument.version().to_owned(),
        modules: Vec::new(),
    };
    let climates = climate::climate(model, number, month, workplaces, characters);
    let truth = findings::wave(instrument, model, (&wave.id, number), workplaces, &climates);
    let answers::Answered { invited, answers, respondents } =
        answers::ask(instrument, model, workplaces, &climates, draws);
    (SyntheticWave { wave, invited, roles: Vec::new(), answers, respondents }, truth)
}
