//! A municipality whose answers name kinds of work, counted by hand and sealed: every group of work is recounted from the records.

use std::collections::BTreeMap;
use std::path::Path;

use absence::AbsenceTable;
use counts::{NO_ANSWER, ScaleCounts, ScaleShape};
use disclosure::utility::{Kind, Utility};
use disclosure::{GroupKind, InnerName, Reason, Rule, Sealed};
use survey::{Answer, Instrument, Record, Register, RoleClass, Source};

use super::*;
use crate::wave::Invited;

/// Of twenty people one says nothing of their work.
fn role(position: usize) -> Option<RoleClass> {
    match position % 20 {
        0 => None,
        1 => Some(RoleClass::Leader),
        2..=8 => Some(RoleClass::Professional),
        9..=15 => Some(RoleClass::Skilled),
        16..=18 => Some(RoleClass::Assistant),
        _ => Some(RoleClass::Office),
    }
}

fn counts(instrument: &Instrument, records: &[Record], names_work: bool) -> WaveCounts {
    let shapes: Vec<ScaleShape> =
        instrument.scales().iter().map(|scale| ScaleShape::of(instrument, scale).unwrap()).collect();
    let mut cells: BTreeMap<InnerName, (u64, Vec<ScaleCounts>)> = BTreeMap::new();
    for (position, record) in records.iter().enumerate() {
        let name = InnerName {
            unit: record.unit.to_string(),
            former_municipality: record.former_municipality.to_string(),
            role: role(position).filter(|_| names_work),
        };
        let empty = || (0, shapes.iter().map(ScaleCounts::new).collect());
        let (rows, scales) = cells.entry(name).or_insert_with(empty);
        *rows += 1;
        for (scale, counts) in instrument.scales().iter().zip(scales) {
            let code = |item: &usize| match record.response.answers()[*item] {
                Answer::Point(point) => point,
                Answer::Missing | Answer::NotRelevant => NO_ANSWER,
            };
            counts.add(&scale.items().iter().map(code).collect::<Vec<u8>>()).unwrap();
        }
    }
    let scale = |position: usize| cells.values().map(|(_, scales)| scales[position].clone()).collect();
    WaveCounts {
        scales: (0..shapes.len()).map(scale).collect(),
        rows: cells.values().map(|(rows, _)| *rows).collect(),
        cells: cells.into_keys().collect(),
    }
}

struct Municipality {
    instrument: Instrument,
    drawn: synth::Municipality,
    register: Register,
    sealed: Sealed,
}

/// An instrument of a few scales, so that it does not take long.
fn instrument() -> Instrument {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples/layout/instrument.toml");
    Instrument::from_toml("instrument.toml", &std::fs::read_to_string(file).unwrap()).unwrap()
}

fn municipality(employees: u32, names_work: bool) -> Municipality {
    let instrument = instrument();
    let drawn = synth::municipality(&synth::Settings { seed: 11, employees }, &instrument);
    let source = |file, text| Source { file, text };
    let register = Register::from_csv(
        source("units.csv", &drawn.units_csv),
        source("former.csv", &drawn.former_municipalities_csv),
        source("lineage.csv", &drawn.lineage_csv),
    )
    .unwrap();
    let absence = AbsenceTable::from_csv(source("absence.csv", &drawn.absence_csv)).unwrap();
    let last = drawn.waves.last().unwrap();
    let invited = |(unit, former): &(survey::UnitId, survey::FormerMunicipalityId)| Invited {
        unit: unit.clone(),
        former_municipality: former.clone(),
        invited: 1,
    };
    let wave = SettledWave {
        wave: last.wave.clone(),
        instrument: instrument.clone(),
        files: Vec::new(),
        counted: None,
        invited: last.invited.iter().map(invited).collect(),
    };
    let (figures, targets) = Default::default();
    let inputs = Inputs {
        register: &register,
        waves: std::slice::from_ref(&wave),
        absence: &absence,
        plans: &[],
        figures: &figures,
        targets: &targets,
        programme: None,
        rule: Rule::house(),
    };
    let sealed =
        draft_of(&inputs, vec![counts(&instrument, &last.answers, names_work)]).unwrap().seal(Rule::house()).unwrap();
    Municipality { instrument, drawn, register, sealed }
}

#[test]
fn every_part_of_a_place_is_the_recount_of_its_people() {
    let Municipality { instrument, drawn, register, sealed } = municipality(2_000, true);
    let last = drawn.waves.last().unwrap();
    let organisation = register.at(last.wave.reference_date).unwrap();
    let scale = &instrument.scales()[0];
    let has_score = |record: &Record| {
        let answered =
            scale.items().iter().filter(|item| matches!(record.response.answers()[**item], Answer::Point(_)));
        match scale.missing_rule() {
            survey::MissingRule::Complete => answered.count() == scale.items().len(),
            survey::MissingRule::AtLeast(least) => answered.count() >= usize::from(least),
        }
    };
    let (mut shown, mut few, mut crossed) = (0, 0, 0);
    for (index, group) in sealed.groups().iter().enumerate() {
        if !matches!(group.kind, GroupKind::RoleClass | GroupKind::Crossed) {
            continue;
        }
        let place = sealed.place(GroupIndex::new(index)).unwrap();
        let is_in = |(position, record): &(usize, &Record)| {
            let unit = register.lineage().target(&record.unit, &organisation).unwrap();
            let mut line = std::iter::once(unit).chain(organisation.ancestors(unit));
            let in_place = match place.unit.strip_prefix("service_area:") {
                Some(area) => organisation.service_area(unit).is_some_and(|of| of.as_str() == area),
                None => place.unit == "*" || line.any(|unit| organisation.unit(unit).id().as_str() == place.unit),
            };
            in_place
                && (place.former_municipality == "*"
                    || record.former_municipality.as_str() == place.former_municipality)
                && (place.role == "*" || role(*position).is_some_and(|role| role.as_str() == place.role))
                && has_score(record)
        };
        let people = last.answers.iter().enumerate().filter(is_in).count() as u64;
        let cell = sealed.score(scale.id(), GroupIndex::new(index));
        match (cell.shown(), cell.withheld()) {
            (Some(score), _) => {
                assert_eq!(score.n(), people, "{}", group.id);
                shown += 1;
                crossed += usize::from(group.kind == GroupKind::Crossed);
            }
            (None, Some(Reason::TooFew)) => {
                assert!(people < 5, "{} hides {people}", group.id);
                few += 1;
            }
            (None, reason) => assert!(people >= 5 && reason == Some(Reason::ProtectsAnother), "{}", group.id),
        }
    }
    assert!(shown > 20 && crossed > 15, "{shown} and {crossed} are shown, {few} are few");
    // Nobody knows how many leaders were invited, or how many days they were absent.
    let leaders =
        sealed.groups().iter().position(|group| group.id == "role_class:leader").map(GroupIndex::new).unwrap();
    assert_eq!(sealed.participation(leaders).withheld(), Some(Reason::NotAsked));
    assert_eq!(sealed.absence_year(leaders).withheld(), Some(Reason::NotMeasured));
}

/// What telling work apart costs: units keep their means.
#[test]
fn units_keep_their_means_beside_kinds_of_work() {
    let [without, with] = [false, true].map(|names_work| municipality(6_000, names_work).sealed.utility());
    println!("without work\n{without}\nwith work\n{with}");
    let share = |utility: &Utility, kind: Kind| utility.kinds()[&kind].share().unwrap();
    assert!(share(&with, Kind::TreeMeans) >= 0.92, "{with}");
    assert!(share(&with, Kind::TreeMeans) >= share(&without, Kind::TreeMeans) - 0.01, "{without}\n{with}");
    assert!(with.total().share().unwrap() >= 0.70, "{with}");
    let parts = |utility: &Utility| utility.kinds()[&Kind::CrossedMeans].shown();
    assert!(parts(&with) > 2 * parts(&without), "{without}\n{with}");
}
