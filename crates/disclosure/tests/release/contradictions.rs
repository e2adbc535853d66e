//! A draft is read to its last entry before anything of it is planned: every name in it, and the people of every table.

use std::collections::BTreeSet;

use absence::{AbsenceSum, Period, PersonDays};
use disclosure::{
    AbsenceFinding, Basis, CourseFinding, Draft, DraftBenchmark, FigureFinding, GroupIndex, InnerName, PlanText, Rule,
    Table, Target, Targets,
};
use indices::{Estimate, ScaleQuality, Why};
use plan::{Change, Figure, Level, PARTS};
use survey::{Date, Month};

use crate::sealing::{absence_finding, draft_with_absence};
use crate::world::{counted_parts, finding, scale_id, wave_label};

const WHOLE: GroupIndex = GroupIndex::new(0);
const PART: GroupIndex = GroupIndex::new(1);
/// There are four groups, so this is the first that is not there.
const GHOST: GroupIndex = GroupIndex::new(4);

fn women(counted: u64, all: u64) -> FigureFinding {
    FigureFinding {
        numerator: counted * PARTS,
        denominator: all,
        sources: BTreeSet::from(["HR".to_owned()]),
        vintage: Date::new(2021, 2, 15).unwrap(),
    }
}

fn month() -> Month {
    Month::new(2021, 9).unwrap()
}

/// A whole of sixty and three parts, with something in every table.
fn draft() -> Draft {
    let mut draft = draft_with_absence();
    draft.waves = vec![wave_label("2019-host", 2019), wave_label("2021-host", 2021)];
    draft.plans = vec![PlanText::of(&plan::shipped::asker_2017_2020().unwrap())];
    for (group, people) in [60, 9, 21, 30].into_iter().enumerate() {
        let group = GroupIndex::new(group);
        draft.trend.insert((0, scale_id("climate"), group), finding(people));
        draft.participation.insert(group, (people, people / 2));
        draft.registers.figures.insert((Figure::Women, 2020, group), women(people / 3, people));
    }
    counted_parts(draft)
}

fn benchmark(basis: Basis, indicator: usize, group: GroupIndex) -> DraftBenchmark {
    DraftBenchmark { plan: 0, indicator, group, basis, placement: None }
}

fn refused(message: &str, spoil: impl FnOnce(&mut Draft)) {
    let mut draft = draft();
    spoil(&mut draft);
    let error = draft.seal(Rule::house()).map(drop).unwrap_err().to_string();
    assert!(error.contains(message), "{message}: {error}");
}

#[test]
fn a_draft_with_something_in_every_table_is_sealed() {
    assert!(draft().seal(Rule::house()).is_ok());
}

#[test]
fn every_group_that_is_named_is_there() {
    type Spoil = fn(&mut Draft);
    let cases: [(&str, Spoil); 13] = [
        ("a family", |draft| draft.families[0].parent = GHOST),
        ("a family", |draft| draft.families[0].members.push(GHOST)),
        ("a group's parent", |draft| draft.groups[1].parent = Some(GHOST)),
        ("a score", |draft| {
            draft.scores.insert((scale_id("climate"), GHOST), finding(0));
        }),
        ("the trend", |draft| {
            draft.trend.insert((0, scale_id("climate"), GHOST), finding(0));
        }),
        ("participation", |draft| {
            draft.participation.insert(GHOST, (0, 0));
        }),
        ("absence", |draft| {
            draft.absence_year.insert(GHOST, absence_finding(0));
        }),
        ("absence", |draft| {
            draft.absence_months.insert((GHOST, month()), absence_finding(0));
        }),
        ("the course of absence", |draft| {
            let nothing = CourseFinding { sum: AbsenceSum::default(), comparison: None };
            draft.absence_course.insert((GHOST, Period::Year(2021)), nothing);
        }),
        ("a benchmark", |draft| draft.benchmarks.push(benchmark(Basis::Absence, 0, GHOST))),
        ("an inner group", |draft| {
            let name = InnerName { unit: "u".to_owned(), former_municipality: "f".to_owned(), role: None };
            draft.inner.add(Table::Invited, &name, &[GHOST], 0);
        }),
        ("a register figure", |draft| {
            draft.registers.figures.insert((Figure::Women, 2020, GHOST), women(0, 0));
        }),
        ("a target", |draft| {
            let target = Target::new(GHOST, plan::Decimal::parse("6").unwrap());
            draft.registers.targets = Some(Targets { year: 2021, of_units: vec![target] });
        }),
    ];
    for (place, spoil) in cases {
        refused(&format!("{place} names group number 4"), spoil);
    }
}

#[test]
fn every_scale_indicator_and_wave_that_is_named_is_there() {
    let ghost = || scale_id("ghost");
    for basis in [
        Basis::Scale(ghost()),
        Basis::Favourable(ghost()),
        Basis::Change { of: Level::ScaleMean(ghost()), kind: Change::Points },
    ] {
        refused("a benchmark names scale ghost", |draft| draft.benchmarks.push(benchmark(basis, 0, WHOLE)));
    }
    refused("a score names scale ghost", |draft| {
        draft.scores.insert((ghost(), WHOLE), finding(60));
    });
    refused("the trend names scale ghost", |draft| {
        draft.trend.insert((0, ghost(), WHOLE), finding(60));
    });
    refused("a composite names scale ghost", |draft| draft.scales[0].parts.push(ghost()));
    refused("quality names scale ghost", |draft| {
        let unknown = || Estimate::Unknown(Why::NoAnswers);
        let quality = ScaleQuality {
            n: 60,
            units: 3,
            alpha: unknown(),
            alpha_standardised: unknown(),
            icc1: unknown(),
            icc2: unknown(),
            rwg_j_median: None,
            rwg_j_share_above_070: None,
        };
        draft.quality.insert(ghost(), quality);
    });
    let indicators = draft().plans[0].indicators.len();
    refused(&format!("indicator number {indicators} of plan number 0"), |draft| {
        draft.benchmarks.push(benchmark(Basis::Absence, indicators, WHOLE));
    });
    refused("the trend names wave number 2", |draft| {
        draft.trend.insert((2, scale_id("climate"), WHOLE), finding(60));
    });
}

/// What a cell says of its people is held against the inner groups, in every table: a plan made on other people would protect nobody.
#[test]
fn the_people_of_every_table_are_those_of_its_inner_groups() {
    for table in [
        Table::Scale(scale_id("climate")),
        Table::Trend(0, scale_id("climate")),
        Table::Invited,
        Table::AbsenceYear,
        Table::AbsenceMonth(month()),
        Table::Figure(Figure::Women, 2020),
        Table::FigureCounted(Figure::Women, 2020),
        Table::FigureLeft(Figure::Women, 2020),
    ] {
        let message = format!("in {table}, the people of group whole are not those of its inner groups");
        refused(&message, |draft| {
            let name = InnerName { unit: "001".to_owned(), former_municipality: String::new(), role: None };
            draft.inner.add(table, &name, &[WHOLE, PART], 1);
        });
    }
}

#[test]
fn what_cannot_be_counted_is_refused_and_what_can_is_not() {
    refused("counts more than there is", |draft| {
        draft.registers.figures.insert((Figure::Women, 2020, PART), women(10, 9));
    });
    refused("covers no month", |draft| {
        draft.absence_year.insert(PART, AbsenceFinding { months: 0, ..absence_finding(9) });
    });
    // Everybody away every day is possible; a day more is not.
    let agreed = PersonDays::from_ten_thousandths(100);
    let away = |lost: u64| AbsenceFinding {
        lost_self_certified: PersonDays::ZERO,
        lost_certified: PersonDays::from_ten_thousandths(lost),
        agreed,
        ..absence_finding(9)
    };
    let mut all_away = draft();
    all_away.absence_year.insert(PART, away(100));
    assert!(all_away.seal(Rule::house()).is_ok());
    refused("loses more days than were agreed", |draft| {
        draft.absence_year.insert(PART, away(101));
    });
}
