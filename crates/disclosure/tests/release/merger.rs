//! The merger and the programme at the gate: what is withheld with whom, and what a changed file may not claim.

use std::collections::BTreeMap;

use disclosure::merger::{AdjustedFor, DraftCourse, DraftCulture, DraftMerger, Reach, UnitReach};
use disclosure::programme::DraftProgramme;
use disclosure::{Draft, GroupIndex, Measurement, Obstacle, Reason, Sealed};
use indices::Why;
use indices::aggregation::GroupMoments;
use indices::convergence::{AdjustedGaps, OriginCell, adjusted_gaps, course};
use indices::trend::UnitWave;
use plan::programme_effect::Panel;
use serde_json::Value;
use survey::Date;

use crate::world::{World, finding, scale_id, seal, wave_label};

const CLIMATE: &str = "climate";

/// Three origins in forty units of ten, a tenth of a point apart.
fn gaps(shift: i128) -> AdjustedGaps {
    let cell = |unit: u32| {
        let origin = usize::try_from(unit % 3).unwrap();
        let y = 380 + 10 * i128::from(unit % 3) * shift + i128::from(unit * 7 % 11);
        OriginCell {
            unit,
            origin,
            service: 0,
            scores: GroupMoments { n: 10, sum: 10 * y, squares: 10 * y * y + 4_000 },
        }
    };
    adjusted_gaps(&(0..40).map(cell).collect::<Vec<_>>(), 3, 100).unwrap()
}

/// People in the three origins, in two waves.
fn draft(people: [u64; 3], compared: [u64; 3]) -> Draft {
    let world = World::family(people.iter().sum(), &people);
    let mut draft = world.draft(&[CLIMATE]);
    draft.waves = vec![wave_label("2019-host", 2019)];
    for (group, count) in world.people.iter().enumerate() {
        draft.trend.insert((0, scale_id(CLIMATE), GroupIndex::new(group)), finding(*count));
    }
    let (then, now) = (gaps(2), gaps(1));
    let weights = [1.0; 3];
    let culture = |found: &AdjustedGaps| DraftCulture {
        measurement: Measurement::Equal,
        items_held: 3,
        persons: compared.to_vec(),
        units: 40,
        gap: Some((found.between(&weights).unwrap(), found.largest_gap().unwrap())),
    };
    draft.merger = Some(DraftMerger {
        waves: vec![wave_label("2019-host", 2019), wave_label("2021-host", 2021)],
        origins: (1..4).map(GroupIndex::new).collect(),
        adjusted_for: AdjustedFor::ServiceArea,
        cultures: BTreeMap::from([((scale_id(CLIMATE), 0), culture(&then)), ((scale_id(CLIMATE), 1), culture(&now))]),
        courses: BTreeMap::from([(
            scale_id(CLIMATE),
            DraftCourse { first: 0, last: 1, course: course(&then, &now, &weights, 0.1).ok() },
        )]),
        reach: vec![UnitReach { group: GroupIndex::new(1), wave: 0, reach: Reach::Fully }],
        absence: BTreeMap::new(),
    });
    draft
}

fn reasons(sealed: &Sealed) -> Vec<Option<Reason>> {
    let merger = sealed.merger().unwrap();
    let gaps = merger.cultures().iter().map(|culture| culture.gap().withheld());
    gaps.chain(merger.courses().iter().map(|course| course.course().withheld())).collect()
}

#[test]
fn a_comparison_is_shown_where_every_municipality_has_a_hundred_answers() {
    assert_eq!(reasons(&seal(draft([300, 200, 120], [300, 200, 100]))), [None, None, None]);
    assert_eq!(reasons(&seal(draft([300, 200, 120], [300, 200, 99]))), [Some(Reason::TooFew); 3]);
}

#[test]
fn a_comparison_is_hidden_with_the_mean_of_any_municipality_in_it() {
    // A municipality of four hides itself, and so everything that compares it, whatever the comparison says of itself.
    let found = reasons(&seal(draft([300, 200, 4], [300, 200, 120])));
    assert!(found.iter().all(Option::is_some), "{found:?}");
    // Hidden in one wave, the other still stands; the course needs both.
    let mut one = draft([300, 200, 120], [300, 200, 120]);
    one.trend.remove(&(0, scale_id(CLIMATE), GroupIndex::new(3)));
    let found = reasons(&seal(one));
    assert_eq!((found[0].is_some(), found[1], found[2].is_some()), (true, None, true));
}

/// A value or an end of its interval that is no number is none: a file cannot say it.
#[test]
fn what_is_no_number_is_not_shown() {
    type Spoil = fn(&mut DraftCulture);
    let spoiled: [Spoil; 4] = [
        |culture| culture.gap.as_mut().unwrap().0.share = f64::NAN,
        |culture| culture.gap.as_mut().unwrap().1.value = f64::INFINITY,
        |culture| culture.gap.as_mut().unwrap().1.interval.low = f64::NEG_INFINITY,
        |culture| culture.gap.as_mut().unwrap().1.interval.high = f64::NAN,
    ];
    for spoil in spoiled {
        let mut draft = draft([300, 200, 120], [300, 200, 120]);
        spoil(draft.merger.as_mut().unwrap().cultures.get_mut(&(scale_id(CLIMATE), 1)).unwrap());
        assert_eq!(reasons(&seal(draft))[..2], [None, Some(Reason::NotMeasured)]);
    }
}

#[test]
fn climate_and_absence_over_too_few_units_say_so() {
    for (why, reason) in [(Why::TooFewAnswers { needed: 30 }, Reason::TooFew), (Why::NoVariance, Reason::NotMeasured)] {
        let mut draft = draft([300, 200, 120], [300, 200, 120]);
        draft.merger.as_mut().unwrap().absence.insert(scale_id(CLIMATE), Err(why));
        let sealed = seal(draft);
        assert_eq!(sealed.merger().unwrap().absence()[0].association().withheld(), Some(reason));
    }
}

#[test]
fn what_may_not_be_compared_is_said_and_not_shown() {
    let mut unlike = draft([300, 200, 120], [300, 200, 120]);
    let culture = unlike.merger.as_mut().unwrap().cultures.get_mut(&(scale_id(CLIMATE), 1)).unwrap();
    (culture.measurement, culture.gap) = (Measurement::Different, None);
    let sealed = seal(unlike);
    assert_eq!(reasons(&sealed), [None, Some(Reason::NotMeasured), Some(Reason::NotMeasured)]);
    assert_eq!(sealed.merger().unwrap().cultures()[1].measurement(), Measurement::Different);
}

/// Forty units in three waves, half of which began before the second and half before the third; `people` in each unit.
fn with_programme(people: u64) -> Draft {
    let mut draft = World::family(40 * people, &vec![people; 40]).draft(&[CLIMATE]);
    let day = |year| Date::new(year, 10, 1).unwrap();
    let mut cells = Vec::new();
    for unit in 0..40_usize {
        for wave in 0..3_usize {
            let y = 380 + i128::try_from((unit * 7 + wave * 5) % 11).unwrap();
            let n = i128::from(people);
            cells.push(UnitWave { unit, wave, scores: GroupMoments { n: people, sum: n * y, squares: n * y * y } });
        }
    }
    draft.programme = Some(DraftProgramme {
        waves: vec![wave_label("2017-host", 2017), wave_label("2019-host", 2019), wave_label("2021-host", 2021)],
        doses: vec![[40, 0, 0, 0, 0], [20, 0, 0, 0, 20], [0, 0, 0, 0, 40]],
        units: (0..40).map(|unit| (unit, GroupIndex::new(unit + 1))).collect(),
        panels: BTreeMap::from([(
            scale_id(CLIMATE),
            Panel {
                cells,
                divisor: 100,
                waves: vec![day(2017), day(2019), day(2021)],
                began: (0..40).map(|unit| (unit, day(if unit % 2 == 0 { 2018 } else { 2020 }))).collect(),
            },
        )]),
    });
    draft
}

#[test]
fn the_programme_rests_on_units_that_are_shown_themselves() {
    let sealed = seal(with_programme(12));
    let evidence = sealed.programme().unwrap().scales()[0].evidence().shown().unwrap();
    assert_eq!((evidence.units(), evidence.obstacle()), (40, None));
    assert!(evidence.overall().unwrap().detectable() > 0.0);
    // Units of four are hidden, and nothing is computed from them.
    let hidden = seal(with_programme(4));
    assert_eq!(hidden.programme().unwrap().scales()[0].evidence().withheld(), Some(Reason::TooFew));
    // Of one unit more than the smallest number, one hidden in the sealed wave leaves too few on its side.
    let mut fewer = with_programme(12);
    fewer.scores.insert((scale_id(CLIMATE), GroupIndex::new(2)), finding(3));
    let sealed = seal(fewer);
    let evidence = sealed.programme().unwrap().scales()[0].evidence().shown().unwrap();
    let last = &evidence.courses()[1].means()[2];
    assert_eq!(last.withheld(), Some(Reason::TooFew), "nineteen or fewer units that are shown in the last wave");
    assert_ne!(evidence.obstacle(), Some(Obstacle::NotComputable));
}

#[test]
fn evidence_needs_twenty_units_of_five_people() {
    for (units, people, is_shown) in [(20, 5, true), (19, 5, false), (40, 5, true), (40, 4, false)] {
        let mut draft = with_programme(people);
        let panel = draft.programme.as_mut().unwrap().panels.get_mut(&scale_id(CLIMATE)).unwrap();
        panel.cells.retain(|cell| cell.unit < units);
        let sealed = seal(draft);
        let evidence = sealed.programme().unwrap().scales()[0].evidence();
        assert_eq!(evidence.shown().is_some(), is_shown, "{units} units of {people}");
        // Half of forty is twenty on either side.
        let mut means =
            evidence.shown().into_iter().flat_map(|evidence| evidence.courses()).flat_map(|course| course.means());
        assert!(means.all(|mean| mean.shown().is_some() == (units == 40)), "{units} units of {people}");
    }
}

/// A step over fewer units than both sides need is left out, though the whole has enough.
#[test]
fn a_step_rests_on_as_many_units_as_both_sides_need() {
    let steps = |is_there: fn(&UnitWave) -> bool| {
        let mut draft = with_programme(12);
        let panel = draft.programme.as_mut().unwrap().panels.get_mut(&scale_id(CLIMATE)).unwrap();
        panel.cells.retain(is_there);
        let sealed = seal(draft);
        let evidence = sealed.programme().unwrap().scales()[0].evidence().shown().unwrap();
        assert_eq!((evidence.units(), evidence.obstacle()), (40, None));
        evidence.steps().iter().map(|step| step.difference().units()).collect::<Vec<_>>()
    };
    let all = steps(|_| true);
    assert!(!all.is_empty() && all.iter().all(|units| *units >= 40), "{all:?}");
    // Ten of those who began late did not answer in the second wave.
    let fewer = steps(|cell| cell.wave != 1 || cell.unit % 2 == 0 || cell.unit >= 20);
    assert!(fewer.len() < all.len() && fewer.iter().all(|units| *units >= 40), "{fewer:?} of {all:?}");
}

fn read(cube: Value) -> Result<Sealed, String> {
    serde_json::from_value(cube).map_err(|error| error.to_string())
}

#[test]
fn both_sections_travel_and_a_changed_file_is_refused() {
    let mut both = with_programme(12);
    let other = draft([300, 200, 120], [300, 200, 120]);
    both.merger = None;
    for sealed in [seal(both), seal(other)] {
        let cube = serde_json::to_value(&sealed).unwrap();
        assert!(read(cube).unwrap() == sealed);
    }
    let merger = serde_json::to_value(seal(draft([300, 200, 120], [300, 200, 120]))).unwrap();
    let programme = serde_json::to_value(seal(with_programme(12))).unwrap();
    let changes: [(&Value, &str, Value); 9] = [
        (&merger, "/merger/cultures/0/gap/shown/n", 299.into()),
        (&merger, "/merger/cultures/0/measurement", "different".into()),
        (&merger, "/merger/cultures/0/gap/shown/higher", 0.into()),
        (&merger, "/merger/cultures/0/gap/shown/share/value", 1.5.into()),
        (&merger, "/merger/cultures/0/wave", 2.into()),
        (&merger, "/merger/reach/0/group", 99.into()),
        (&merger, "/merger/courses/0/course/shown/margin", (-0.1).into()),
        (&programme, "/programme/scales/0/evidence/shown/units", 19.into()),
        (&programme, "/programme/scales/0/evidence/shown/overall/units", 39.into()),
    ];
    for (cube, pointer, value) in changes {
        let mut changed = cube.clone();
        *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}")) = value;
        assert!(read(changed).is_err(), "{pointer}");
    }
}
