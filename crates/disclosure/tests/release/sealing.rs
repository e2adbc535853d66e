//! What a sealed cube shows, what it withholds and why.

use std::collections::BTreeSet;

use crate::world::{World, answered, finding, scale_id, scale_text, seal, wave_label};
use absence::PersonDays;
use disclosure::{
    AbsenceFinding, Acknowledgement, Basis, Draft, DraftBenchmark, GroupIndex, HolderReport, PlanText, Reason,
    Released, ResponseBand, View,
};
use indices::{Estimate, Interval, Known, ScaleQuality};
use plan::{Certainty, Placement, Zone};
use survey::{Language, Month};

const WHOLE: GroupIndex = GroupIndex::new(0);

fn part(number: usize) -> GroupIndex {
    GroupIndex::new(number + 1)
}

fn reason<T>(cell: &Released<T>) -> Option<Reason> {
    cell.withheld()
}

#[test]
fn a_small_unit_takes_the_smallest_neighbour_with_it() {
    let sealed = seal(World::family(33, &[3, 10, 8, 12]).draft(&["climate"]));
    let climate = scale_id("climate");
    let reasons: Vec<_> = (0..5).map(|group| reason(sealed.score(&climate, GroupIndex::new(group)))).collect();
    assert_eq!(reasons, [None, Some(Reason::TooFew), None, Some(Reason::ProtectsAnother), None]);
    assert_eq!(reason(sealed.score(&scale_id("other"), WHOLE)), Some(Reason::NotAsked));
}

#[test]
fn between_five_and_nine_answers_give_a_mean_and_no_more() {
    let sealed = seal(World::family(40, &[9, 10, 21]).draft(&["climate"]));
    let View::Shown(nine) = sealed.score(&scale_id("climate"), part(0)).view() else { panic!("nine are enough") };
    assert_eq!(nine.n(), 9);
    assert!(nine.interval().is_some());
    assert_eq!(reason(nine.sd()), Some(Reason::TooFew));
    assert_eq!(reason(nine.distribution()), Some(Reason::TooFew));
    assert_eq!(reason(nine.favourable()), Some(Reason::TooFew));
    assert_eq!(reason(nine.rwg_j()), Some(Reason::TooFew));
    // the ten protect the nine; the twenty-one need not
    let View::Shown(ten) = sealed.score(&scale_id("climate"), part(1)).view() else { panic!("ten are enough") };
    assert_eq!(reason(ten.distribution()), Some(Reason::ProtectsAnother));
    let View::Shown(more) = sealed.score(&scale_id("climate"), part(2)).view() else { panic!("so are twenty-one") };
    assert_eq!(more.distribution().shown().unwrap().len(), 5);
}

#[test]
fn nearly_the_same_answer_from_everybody_hides_the_distribution() {
    // 33 answers: people, answers by point, distribution shown, mean shown
    let cases = [
        ("spread", [0, 0, 3, 15, 15], true, true),
        ("all alike", [0, 0, 0, 33, 0], false, true),
        ("all but two alike", [0, 0, 2, 31, 0], false, true),
        ("all but three alike", [0, 0, 3, 30, 0], true, true),
        ("all at the top", [0, 0, 0, 0, 33], false, false),
        ("two points from the top", [0, 0, 1, 0, 32], false, false),
        ("two points from the bottom", [31, 2, 0, 0, 0], false, false),
        ("three points from the top", [0, 0, 0, 3, 30], true, true),
    ];
    for (case, counts, distribution, mean) in cases {
        let mut draft = World::family(44, &[11]).draft(&["climate"]);
        draft.scores.insert((scale_id("climate"), part(0)), answered(11, counts));
        let sealed = seal(draft);
        let cell = sealed.score(&scale_id("climate"), part(0));
        assert_eq!(cell.shown().is_some(), mean, "{case}: {cell:?}");
        // the mark does not say why
        assert!(cell.withheld().is_none_or(|reason| reason == Reason::ProtectsAnother), "{case}");
        let shown = cell.shown().is_some_and(|score| score.distribution().shown().is_some());
        assert_eq!(shown, distribution, "{case}: {cell:?}");
    }
}

#[test]
fn the_mean_of_five_to_nine_people_is_withheld_close_to_an_end() {
    // three answers a person, by point: at 4.5 or 1.5, and the least beyond
    let cases = [
        ("at the upper edge", 8, [0, 0, 0, 12, 12], true),
        ("beyond it", 8, [0, 0, 0, 11, 13], false),
        ("at the lower edge", 8, [12, 12, 0, 0, 0], true),
        ("beyond it", 8, [13, 11, 0, 0, 0], false),
        ("five people", 5, [0, 0, 0, 7, 8], false),
        ("nine people", 9, [0, 0, 0, 13, 14], false),
        ("ten people", 10, [0, 0, 0, 10, 20], true),
        ("ten people at the end", 10, [0, 0, 0, 3, 27], true),
    ];
    for (case, people, counts, shown) in cases {
        let mut draft = World::family(people + 30, &[people]).draft(&["climate"]);
        draft.scores.insert((scale_id("climate"), part(0)), answered(people, counts));
        let sealed = seal(draft);
        let cell = sealed.score(&scale_id("climate"), part(0));
        assert_eq!(cell.shown().is_some(), shown, "{case}: {cell:?}");
        assert!(
            cell.withheld().is_none_or(|reason| reason == Reason::ProtectsAnother),
            "{case}: the mark says no more"
        );
    }
    // And it does not follow from the others.
    let mut draft = World::family(60, &[8, 21, 31]).draft(&["climate"]);
    draft.scores.insert((scale_id("climate"), part(0)), answered(8, [0, 0, 0, 4, 20]));
    let sealed = seal(draft);
    let shown = |group| sealed.score(&scale_id("climate"), group).shown().is_some();
    assert_eq!([WHOLE, part(0), part(1), part(2)].map(shown), [true, false, false, true]);
}

#[test]
fn nearly_the_same_answer_from_everybody_does_not_follow_from_the_others() {
    let mut draft = World::family(60, &[11, 20, 29]).draft(&["climate"]);
    draft.scores.insert((scale_id("climate"), part(0)), answered(11, [0, 0, 0, 33, 0]));
    let sealed = seal(draft);
    let shown = |group| {
        let score = sealed.score(&scale_id("climate"), group).shown().expect("a mean in the middle proves nothing");
        score.distribution().shown().is_some()
    };
    assert_eq!([WHOLE, part(0), part(1), part(2)].map(shown), [true, false, false, true]);
}

#[test]
fn a_favourable_share_needs_three_people_on_either_side() {
    for (favourable, shown) in [(0.0, false), (2.0, false), (3.0, true), (8.0, true), (9.0, false), (11.0, false)] {
        let mut draft = World::family(44, &[11]).draft(&["climate"]);
        let mut one_sided = finding(11);
        one_sided.favourable = Estimate::Known(Known { value: favourable / 11.0, n: 11, interval: None });
        draft.scores.insert((scale_id("climate"), part(0)), one_sided);
        let sealed = seal(draft);
        let score = sealed.score(&scale_id("climate"), part(0)).shown().unwrap();
        assert_eq!(score.favourable().shown().is_some(), shown, "{favourable} of 11");
    }
}

#[test]
fn a_composite_and_its_parts_are_hidden_together() {
    let world = World::family(60, &[20, 20, 20]);
    let mut draft = world.draft(&["composite", "vigour", "dedication", "apart"]);
    draft.scales[0] = scale_text("composite", &["vigour", "dedication"]);
    draft.scores.insert((scale_id("vigour"), part(0)), finding(4));
    let sealed = seal(draft);
    for scale in ["composite", "vigour", "dedication"] {
        assert!(sealed.score(&scale_id(scale), part(0)).withheld().is_some(), "{scale}");
    }
    assert!(sealed.score(&scale_id("apart"), part(0)).shown().is_some());
}

#[test]
fn reliability_needs_a_hundred() {
    for (people, alpha_people, quality, alpha) in
        [(99, 99, false, false), (100, 99, true, false), (100, 100, true, true)]
    {
        let estimate = |n| Estimate::Known(Known { value: 0.8, n, interval: None });
        let mut draft = World::family(100, &[]).draft(&["climate"]);
        let finding = ScaleQuality {
            n: people,
            units: 4,
            alpha: estimate(alpha_people),
            alpha_standardised: estimate(alpha_people),
            icc1: estimate(people),
            icc2: estimate(people),
            rwg_j_median: Some(0.7),
            rwg_j_share_above_070: Some(0.5),
        };
        draft.quality.insert(scale_id("climate"), finding);
        let sealed = seal(draft);
        let cell = sealed.quality(&scale_id("climate"));
        assert_eq!(cell.shown().is_some(), quality);
        assert_eq!(cell.shown().is_some_and(|quality| quality.alpha().shown().is_some()), alpha);
        // four units are too few for a median over units
        assert!(cell.shown().is_none_or(|quality| quality.rwg_j_median().withheld() == Some(Reason::TooFew)));
    }
}

#[test]
fn response_comes_in_bands_and_exactly_only_for_everybody() {
    let mut draft = World::family(200, &[9, 10]).draft(&[]);
    draft.participation.extend([(WHOLE, (200, 139)), (part(0), (9, 9)), (part(1), (10, 7))]);
    let sealed = seal(draft);
    assert_eq!(sealed.participation(WHOLE).shown(), Some(&ResponseBand::From50));
    assert_eq!(sealed.participation(part(0)).withheld(), Some(Reason::TooFewEmployees));
    assert_eq!(sealed.participation(part(1)).shown(), Some(&ResponseBand::From70));
    assert_eq!(sealed.response().shown().map(|count| (count.invited(), count.answered())), Some((200, 139)));

    let mut draft = World::family(99, &[]).draft(&[]);
    draft.participation.insert(WHOLE, (99, 70));
    assert_eq!(seal(draft).response().withheld(), Some(Reason::TooFew));
}

#[test]
fn bands_begin_where_they_say() {
    let cases = [(0, 0), (1, 0), (49, 0), (50, 1), (69, 1), (70, 2), (84, 2), (85, 3), (100, 3)];
    let bands = [ResponseBand::Below50, ResponseBand::From50, ResponseBand::From70, ResponseBand::From85];
    for (answered, band) in cases {
        assert_eq!(ResponseBand::of(100, answered), bands[band], "{answered} %");
    }
    assert_eq!(ResponseBand::of(0, 0), ResponseBand::Below50);
    for language in Language::ALL {
        let words: BTreeSet<_> = bands.iter().map(|band| band.words(language)).collect();
        assert!(words.len() == bands.len() && words.iter().all(|words| words.contains('%')), "{words:?}");
    }
}

#[test]
fn an_earlier_wave_is_protected_on_its_own_numbers() {
    let mut draft = World::family(33, &[13, 20]).draft(&["climate"]);
    draft.waves = vec![wave_label("2019-host", 2019), wave_label("2021-host", 2021)];
    for (group, people) in [(WHOLE, 24), (part(0), 4), (part(1), 20)] {
        draft.trend.insert((0, scale_id("climate"), group), finding(people));
    }
    for (group, people) in [(WHOLE, 33), (part(0), 13), (part(1), 20)] {
        draft.trend.insert((1, scale_id("climate"), group), finding(people));
    }
    let sealed = seal(draft);
    let cells = |group| {
        let trend = sealed.trend(&scale_id("climate"), group);
        trend.into_iter().map(|(_, cell)| cell.withheld()).collect::<Vec<_>>()
    };
    assert_eq!(cells(WHOLE), [None, None]);
    assert_eq!(cells(part(0)), [Some(Reason::TooFew), None]);
    assert_eq!(cells(part(1)), [Some(Reason::ProtectsAnother), None]);
}

pub(crate) fn absence_finding(employees: u64) -> AbsenceFinding {
    AbsenceFinding {
        months: 1,
        employee_months: employees,
        lost_self_certified: PersonDays::from_ten_thousandths(employees * 2_500),
        lost_certified: PersonDays::from_ten_thousandths(employees * 10_000),
        agreed: PersonDays::from_ten_thousandths(employees * 200_000),
        absent_at_least: None,
        largest: None,
        largest_beside_others: None,
    }
}

pub(crate) fn draft_with_absence() -> Draft {
    let mut draft = World::family(60, &[9, 21, 30]).draft(&["climate"]);
    for (group, employees) in [(WHOLE, 60), (part(0), 9), (part(1), 21), (part(2), 30)] {
        draft.absence_year.insert(group, absence_finding(employees));
        draft.absence_months.insert((group, Month::new(2021, 9).unwrap()), absence_finding(employees));
    }
    draft.absence_year_months.insert(Month::new(2021, 9).unwrap());
    draft
}

#[test]
fn a_month_outside_the_year_hides_nothing_in_it() {
    let mut draft = World::family(60, &[20, 40]).draft(&["climate"]);
    let early = Month::new(2020, 1).unwrap();
    for (group, now, then) in [(WHOLE, 60, 30), (part(0), 20, 2), (part(1), 40, 28)] {
        draft.absence_year.insert(group, absence_finding(now));
        draft.absence_months.insert((group, early), absence_finding(then));
    }
    let sealed = seal(draft);
    let of_month = |group| sealed.absence_months(group).map(|(_, cell)| reason(cell)).collect::<Vec<_>>();
    assert_eq!(of_month(part(0)), [Some(Reason::TooFewEmployees)]);
    assert_eq!(of_month(part(1)), [Some(Reason::ProtectsAnother)]);
    assert!(sealed.absence_year(part(0)).shown().is_some() && sealed.absence_year(part(1)).shown().is_some());
}

#[test]
fn absence_needs_ten_employees_and_hides_a_neighbour() {
    let sealed = seal(draft_with_absence());
    let year: Vec<_> = (0..4).map(|group| reason(sealed.absence_year(GroupIndex::new(group)))).collect();
    assert_eq!(year, [None, Some(Reason::TooFewEmployees), Some(Reason::ProtectsAnother), None]);
    let whole = sealed.absence_year(WHOLE).shown().unwrap();
    assert_eq!(
        (whole.employees(), whole.lost().to_string().as_str(), whole.agreed().to_string().as_str()),
        (60, "75", "1200")
    );
    assert!((whole.percent() - 6.25).abs() < 1e-12);
    assert_eq!(sealed.absence_months(part(1)).filter(|(_, cell)| cell.shown().is_some()).count(), 0);
    assert_eq!(sealed.absence_months(part(2)).filter(|(_, cell)| cell.shown().is_some()).count(), 1);
}

fn placed(value: f64) -> Option<Placement> {
    let probability = [0.96, 0.04, 0.0];
    Some(Placement { zone: Zone::Desired, certainty: Certainty::Clear, probability, value, interval: None, n: 33 })
}

pub(crate) fn draft_with_benchmarks() -> Draft {
    let mut draft = draft_with_absence();
    draft.plans = vec![PlanText::of(&plan::shipped::asker_2017_2020().unwrap())];
    for group in 0..4 {
        for basis in [Basis::Scale(scale_id("climate")), Basis::Absence, Basis::External] {
            let group = GroupIndex::new(group);
            draft.benchmarks.push(DraftBenchmark { plan: 0, indicator: 0, group, basis, placement: placed(4.3) });
        }
    }
    draft.scores.insert((scale_id("climate"), part(2)), finding(4));
    draft.scores.insert((scale_id("climate"), WHOLE), finding(34));
    draft
}

#[test]
fn a_placement_is_hidden_with_its_basis() {
    let sealed = seal(draft_with_benchmarks());
    for benchmark in sealed.benchmarks() {
        let expected = match benchmark.basis() {
            Basis::Scale(scale) => sealed.score(scale, benchmark.group()).withheld(),
            Basis::Absence => sealed.absence_year(benchmark.group()).withheld(),
            _ => Some(Reason::NotMeasured),
        };
        assert_eq!(benchmark.placement().withheld(), expected, "{benchmark:?}");
    }
    let shown = sealed.benchmarks().iter().filter(|benchmark| benchmark.placement().shown().is_some()).count();
    assert_eq!(shown, 4, "two groups by climate, two by absence");
}

/// An interval, a probability or a certainty made from the group's own spread gives the spread away, and in a small group the answers with it.
#[test]
fn the_spread_of_a_small_group_leaves_no_trace() {
    let text = |sd: f64, half_width: f64, probability: [f64; 3], certainty: Certainty| {
        let mut draft = World::family(60, &[7, 13, 40]).draft(&["climate"]);
        draft.plans = vec![PlanText::of(&plan::shipped::asker_2017_2020().unwrap())];
        draft.waves = vec![wave_label("2019-host", 2019)];
        let mut small = finding(7);
        small.sd = Estimate::Known(Known { value: sd, n: 7, interval: None });
        let interval = Interval { low: 3.0 - half_width, high: 3.0 + half_width, level: 0.95 };
        small.mean = Estimate::Known(Known { value: 3.0, n: 7, interval: Some(interval) });
        for group in [WHOLE, part(1), part(2)] {
            draft.trend.insert((0, scale_id("climate"), group), draft.scores[&(scale_id("climate"), group)].clone());
        }
        draft.trend.insert((0, scale_id("climate"), part(0)), small.clone());
        draft.scores.insert((scale_id("climate"), part(0)), small);
        draft.benchmarks.push(DraftBenchmark {
            plan: 0,
            indicator: 0,
            group: part(0),
            basis: Basis::Scale(scale_id("climate")),
            placement: Some(Placement { probability, certainty, interval: Some(interval), ..placed(3.0).unwrap() }),
        });
        let sealed = seal(draft);
        let score = sealed.score(&scale_id("climate"), part(0)).shown().expect("seven are enough for a mean");
        let interval = score.interval().expect("a number always has its certainty");
        // 1.96 times the spread over everybody, by the root of seven
        assert!((interval.high() - 3.0 - 1.959_963_984_540_054 * 0.8125 / 7.0_f64.sqrt()).abs() < 1e-12);
        let placement = sealed.benchmarks()[0].placement().shown().unwrap();
        assert_eq!(placement.interval(), Some(interval));
        serde_json::to_string(&sealed).unwrap()
    };
    let alike = text(0.0, 0.0, [0.0, 0.0, 1.0], Certainty::Clear);
    let apart = text(1.4, 1.3, [0.1, 0.1, 0.8], Certainty::MayBeChance);
    assert_eq!(alike, apart);
}

#[test]
fn every_reason_has_a_mark_and_a_sentence_in_every_language() {
    for language in Language::ALL {
        let marks: BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.mark(language)).collect();
        let sentences: BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.sentence(language)).collect();
        assert_eq!((marks.len(), sentences.len()), (Reason::ALL.len(), Reason::ALL.len()), "{language:?}");
        assert!(sentences.iter().all(|sentence| sentence.ends_with('.') && sentence.len() > 40));
    }
    for reason in Reason::ALL {
        let sentences: BTreeSet<_> = Language::ALL.iter().map(|language| reason.sentence(*language)).collect();
        assert_eq!(sentences.len(), 3, "{reason:?}");
    }
}

#[test]
fn debug_of_a_draft_tells_shapes_only() {
    let shown = format!("{:?}", World::family(8_641, &[8_637]).draft(&["climate"]));
    assert!(shown.contains("groups: 2") && shown.contains("scores: 2"), "{shown}");
    assert!(!shown.contains("86"), "{shown}");
    assert!(!format!("{:?}", absence_finding(8_641)).contains("86"));
}

#[test]
fn a_report_for_the_holder_of_rows_is_its_statistics() {
    let report = HolderReport::new(vec![1, 2], Acknowledgement::reader_holds_the_rows());
    assert_eq!(serde_json::to_string(&report).unwrap(), "[1,2]");
    assert_eq!(report.statistics(), &[1, 2]);
}
