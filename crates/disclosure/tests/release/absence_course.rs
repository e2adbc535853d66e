//! Absence through the years: what a period rests on, small counts, and the way back in.

use absence::{AbsenceRow, AbsenceSum, Banded, Details, EmployerPeriods, Exactly16, Period, PersonDays};
use disclosure::{AbsenceFinding, Comparison, CourseFinding, Draft, GroupIndex, MixAndRate, Reason, Sealed};
use serde_json::Value;
use survey::{FormerMunicipalityId, Month, UnitId};

use crate::world::{World, seal};

const WHOLE: GroupIndex = GroupIndex::new(0);
const YEAR: Period = Period::Year(2022);

fn part(number: usize) -> GroupIndex {
    GroupIndex::new(number + 1)
}

fn months() -> Vec<Month> {
    YEAR.months()
}

/// A month of a group: half a day lost per employee of twenty, spells and periods in January only.
fn row(month: Month, employees: u32, absent: u32, begun: u32) -> AbsenceRow {
    let days = |halves: u32| PersonDays::from_millionths(u64::from(halves) * 500_000);
    let lost = if absent > 0 { days(employees) } else { PersonDays::ZERO };
    let begun = if month.month() == 1 { begun } else { 0 };
    let (mut bands, mut spells) = (Banded::default(), Banded::default());
    *bands.get_mut(absence::Kind::Certified, absence::Band::UpTo3) = lost;
    *spells.get_mut(absence::Kind::Certified, absence::Band::UpTo3) = begun;
    let employer_periods =
        Some(EmployerPeriods { begun, days_inside: begun, days_after: 0, exactly_16: Exactly16::NewPeriod });
    let details = Details {
        lost: Some(bands),
        spells: Some(spells),
        employees_absent: Some(absent),
        holiday: Some(days(2 * employees)),
        employer_periods,
        vintage: None,
    };
    let (unit, former) = (UnitId::new("u").unwrap(), FormerMunicipalityId::new("f").unwrap());
    let row = AbsenceRow::new(unit, former, month, employees, [PersonDays::ZERO, lost, days(40 * employees)]);
    row.unwrap().with(details).unwrap()
}

/// A whole of three parts through 2022: employees, absent each month, absences begun.
fn draft(parts: [(u32, u32, u32); 3]) -> Draft {
    let sizes = parts.map(|(employees, _, _)| u64::from(employees));
    let mut draft = World::family(sizes.iter().sum(), &sizes).draft(&["climate"]);
    let mut sums = vec![AbsenceSum::default(); 4];
    for month in months() {
        let mut whole = AbsenceSum::default();
        for (at, (employees, absent, begun)) in parts.into_iter().enumerate() {
            let of_month = AbsenceSum::of([&row(month, employees, absent, begun)]).unwrap();
            draft.absence_months.insert((part(at), month), AbsenceFinding::of(&of_month));
            whole.merge(&of_month).unwrap();
            sums[at + 1].merge(&of_month).unwrap();
        }
        draft.absence_months.insert((WHOLE, month), AbsenceFinding::of(&whole));
        sums[0].merge(&whole).unwrap();
    }
    for (at, sum) in sums.into_iter().enumerate() {
        draft.absence_course.insert((GroupIndex::new(at), YEAR), CourseFinding { sum, comparison: None });
    }
    draft
}

fn spells_withheld(sealed: &Sealed) -> Vec<Option<Reason>> {
    (0..4).map(|group| sealed.absence_course().spells(GroupIndex::new(group), YEAR).withheld()).collect()
}

#[test]
fn a_year_is_the_sum_of_its_months_with_and_without_holidays() {
    let sealed = seal(draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)]));
    let year = sealed.absence_course().rate(WHOLE, YEAR).shown().unwrap();
    // 90 employees lose half a day of twenty each month; one of the twenty is holiday.
    assert!((year.percent() - 2.5).abs() < 1e-12);
    assert!((year.percent_holidays_out().unwrap() - 100.0 * 0.5 / 19.0).abs() < 1e-12);
    assert_eq!((year.employees(), year.lost().to_string().as_str()), (90, "540"));
    let spells = sealed.absence_course().spells(part(0), YEAR).shown().unwrap();
    assert_eq!((spells.certified(), spells.self_certified()), (5, 0));
    assert!((spells.per_hundred() - 25.0).abs() < 1e-12);
    assert_eq!(sealed.absence_course().employer_periods(WHOLE, YEAR).shown().unwrap().begun(), 18);
}

#[test]
fn one_withheld_month_withholds_the_year() {
    let mut draft = draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)]);
    let june = Month::new(2022, 6).unwrap();
    let few = AbsenceSum::of([&row(june, 20, 2, 0)]).unwrap();
    draft.absence_months.insert((part(0), june), AbsenceFinding::of(&few));
    let sealed = seal(draft);
    let why = |group| sealed.absence_course().rate(group, YEAR).withheld();
    // Two absent in June: the smallest part and the next are withheld that month, and so is their year.
    assert_eq!(why(part(0)), Some(Reason::ProtectsAnother));
    assert_eq!(why(part(1)), Some(Reason::ProtectsAnother));
    assert_eq!((why(part(2)), why(WHOLE)), (None, None));
    assert_eq!(sealed.absence_course().spells(part(0), YEAR).withheld(), Some(Reason::ProtectsAnother));
}

#[test]
fn a_month_that_is_missing_makes_no_year() {
    let mut draft = draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)]);
    draft.absence_months.remove(&(part(1), Month::new(2022, 3).unwrap()));
    assert_eq!(seal(draft).absence_course().rate(part(1), YEAR).withheld(), Some(Reason::NotMeasured));
}

#[test]
fn one_or_two_absences_are_hidden_and_cannot_be_worked_out() {
    let shown = spells_withheld(&seal(draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)])));
    assert_eq!(shown, [None; 4]);
    let two = spells_withheld(&seal(draft([(20, 5, 2), (30, 6, 6), (40, 7, 7)])));
    let hidden = Some(Reason::ProtectsAnother);
    assert_eq!(two, [None, hidden, hidden, None], "2 begun follow from the whole unless 6 are hidden with them");
    // Nobody away at all points at nobody.
    assert_eq!(spells_withheld(&seal(draft([(20, 0, 0), (30, 6, 6), (40, 7, 7)]))), [None; 4]);
    // Days of an absence that began earlier are of somebody.
    assert_eq!(spells_withheld(&seal(draft([(20, 5, 0), (30, 6, 6), (40, 7, 7)])))[1], hidden);
}

#[test]
fn a_comparison_needs_people_in_every_area() {
    let compared = |smallest_area| {
        let mut draft = draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)]);
        let parts = Some(MixAndRate { mix: 1.65, rate: -0.35 });
        let comparison = Comparison { smallest_area, standardised: Some(7.0), to_whole: parts, to_year_before: None };
        draft.absence_course.get_mut(&(part(1), YEAR)).unwrap().comparison = Some(comparison);
        let sealed = seal(draft);
        let cell = sealed.absence_course().comparison(part(1), YEAR);
        (cell.shown().and_then(|comparison| comparison.to_whole()).map(|parts| parts.mix), cell.withheld())
    };
    assert_eq!(compared(10), (Some(1.65), None));
    // The year before is not there, and the distance to it would tell where it is.
    let mut draft = draft([(20, 5, 5), (30, 6, 6), (40, 7, 7)]);
    let parts = Some(MixAndRate { mix: 1.0, rate: 1.0 });
    let comparison = Comparison { smallest_area: 50, standardised: None, to_whole: parts, to_year_before: parts };
    draft.absence_course.get_mut(&(part(1), YEAR)).unwrap().comparison = Some(comparison);
    let sealed = seal(draft);
    let comparison = sealed.absence_course().comparison(part(1), YEAR).shown().unwrap();
    assert!(comparison.to_whole().is_some() && comparison.to_year_before().is_none());
    assert_eq!(compared(9), (None, Some(Reason::TooFewEmployees)));
}

#[test]
fn a_course_travels_and_a_tampered_one_is_refused() {
    let mut draft = draft([(20, 5, 2), (30, 6, 6), (40, 7, 7)]);
    draft.absence_months.remove(&(part(2), Month::new(2022, 3).unwrap()));
    let sealed = seal(draft);
    let text = serde_json::to_string(&sealed).unwrap();
    let back: Sealed = serde_json::from_str(&text).unwrap();
    assert_eq!(back, sealed);
    let refused = |what: &str, change: &dyn Fn(&mut Value)| {
        let mut cube = serde_json::to_value(&sealed).unwrap();
        change(&mut cube["absence_course"]);
        let error = serde_json::from_value::<Sealed>(cube).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("the cube"), "{what}: {error}");
    };
    fn entry<'a>(course: &'a mut Value, list: &str, group: usize) -> &'a mut Value {
        course[list].as_array_mut().unwrap().iter_mut().find(|entry| entry["group"] == group).unwrap()
    }
    refused("a rate whose months are not there", &|course| {
        let shown = entry(course, "rates", 1)["cell"].clone();
        entry(course, "rates", 3)["cell"] = shown;
    });
    refused("a small count", &|course| {
        let mut shown = entry(course, "spells", 0)["cell"].clone();
        shown["shown"]["certified"] = 2.into();
        shown["shown"]["bands"][0]["spells"] = 2.into();
        entry(course, "spells", 1)["cell"] = shown;
    });
    refused("a count that leaves a small one", &|course| {
        let mut shown = entry(course, "spells", 0)["cell"].clone();
        shown["shown"]["certified"] = 13.into();
        shown["shown"]["bands"][0]["spells"] = 13.into();
        entry(course, "spells", 2)["cell"] = shown;
    });
    refused("more than everything", &|course| entry(course, "rates", 0)["cell"]["shown"]["percent"] = 101.0.into());
    refused("a group that is not there", &|course| entry(course, "rates", 0)["group"] = 99.into());
    refused("a cell twice", &|course| {
        let twice = entry(course, "rates", 0).clone();
        course["rates"].as_array_mut().unwrap().push(twice);
    });
}
