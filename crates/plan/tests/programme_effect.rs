//! The calendar of modules and what the design carries.
#![expect(clippy::unwrap_used, reason = "a test may stop where its own figures are wrong")]

use std::collections::{BTreeMap, BTreeSet};

use indices::aggregation::GroupMoments;
use indices::trend::UnitWave;
use plan::programme_effect::{ModuleCalendar, Obstacle, Panel, SIDE_MIN, evidence};
use survey::{Date, Language, Source, UnitId};

fn read(text: &str) -> Result<ModuleCalendar, String> {
    let units = ["A", "B"].map(|id| UnitId::new(id).unwrap());
    let known: BTreeSet<&UnitId> = units.iter().collect();
    ModuleCalendar::from_csv(Source { file: "modules.csv", text }, &known).map_err(|errors| errors.to_string())
}

#[test]
fn every_wrong_row_is_refused_with_its_line_and_all_at_once() {
    let said =
        read("unit,module,date\nA,1,2019-01-10\nQ,5,2019-02-30\nA,1,2019-03-01\nB,0,2019-01-10\nB,x,\nB,2,10.1.2019\n");
    assert_eq!(
        said.unwrap_err().lines().map(|line| line.split(';').next().unwrap().to_owned()).collect::<Vec<_>>(),
        [
            "modules.csv, line 3, field unit: there is no unit `Q` in units.csv",
            "modules.csv, line 3, field module: \"5\" is no module",
            "modules.csv, line 3, field date: 2019-02 has no day number 30",
            "modules.csv, line 4, field module: unit `A` has module 1 already, on line 2",
            "modules.csv, line 5, field module: \"0\" is no module",
            "modules.csv, line 6, field module: \"x\" is no module",
            "modules.csv, line 6, field date: \"\" is not a date of the form 2020-01-31",
            "modules.csv, line 7, field date: \"10.1.2019\" is not a date of the form 2020-01-31",
        ]
        .iter()
        .map(|line| (*line).to_owned())
        .collect::<Vec<_>>()
    );
}

#[test]
fn a_calendar_keeps_the_day_of_every_module() {
    let calendar = read("unit,module,date\nA,2,2019-05-10\nA,1,2019-01-10\n").unwrap();
    let days: Vec<(u8, String)> =
        calendar.of(&UnitId::new("A").unwrap()).map(|(module, date)| (module, date.to_string())).collect();
    assert_eq!(days, [(1, "2019-01-10".to_owned()), (2, "2019-05-10".to_owned())]);
    assert_eq!((calendar.rows(), calendar.units().count(), calendar.is_empty()), (2, 1, false));
    assert!(read("unit,module,date\n").unwrap().is_empty());
}

/// Units that begin on the days given, two persons each; their mean is 300 (hundredths), and `effect` more from the first
/// wave on or after the beginning. Units differ by a few hundredths in a pattern of their own.
fn panel(waves: &[&str], begins: &[Option<&str>], effect: i128) -> Panel {
    let waves: Vec<Date> = waves.iter().map(|day| Date::parse(day).unwrap()).collect();
    let mut cells = Vec::new();
    let mut began = BTreeMap::new();
    for (unit, day) in begins.iter().enumerate() {
        let day = day.map(|day| Date::parse(day).unwrap());
        began.extend(day.map(|day| (unit, day)));
        for (wave, date) in waves.iter().enumerate() {
            let own = i128::try_from((unit * 7 + wave * 5) % 11).unwrap();
            let y = 300 + own + if day.is_some_and(|day| day <= *date) { effect } else { 0 };
            cells.push(UnitWave { unit, wave, scores: GroupMoments { n: 2, sum: 2 * y, squares: 2 * y * y } });
        }
    }
    Panel { cells, divisor: 100, waves, began }
}

const WAVES: [&str; 3] = ["2019-10-01", "2021-10-01", "2023-10-01"];

#[test]
fn where_everybody_takes_part_the_design_carries_nothing_and_says_so() {
    let half = |first, second| -> Vec<Option<&str>> {
        (0..60).map(|unit| if unit % 2 == 0 { first } else { second }).collect()
    };
    let obstacle = |panel: &Panel| evidence(panel).finding.err();
    let everybody = panel(&WAVES, &half(Some("2019-01-10"), Some("2020-02-10")), 10);
    assert_eq!(obstacle(&everybody), Some(Obstacle::NobodyLeftToCompare));
    // What is left is late against early: the late ones gain the effect, the early ones had it.
    let late = evidence(&everybody).late_against_early.unwrap();
    assert!((late.value - 0.10).abs() < 0.03, "ten hundredths, give or take the units' own pattern");
    assert_eq!(
        obstacle(&panel(&WAVES, &half(Some("2019-01-10"), Some("2018-02-10")), 10)),
        Some(Obstacle::NoWaveBefore)
    );
    assert_eq!(obstacle(&panel(&WAVES, &half(None, None), 10)), Some(Obstacle::NobodyBegan));
    assert_eq!(obstacle(&panel(&WAVES, &half(None, Some("2030-01-01")), 10)), Some(Obstacle::NobodyBegan));
    assert_eq!(obstacle(&panel(&WAVES[..1], &half(None, Some("2019-01-01")), 10)), Some(Obstacle::SingleWave));
    let few: Vec<Option<&str>> = (0..60).map(|unit| if unit < 19 { Some("2020-02-10") } else { None }).collect();
    assert_eq!(obstacle(&panel(&WAVES, &few, 10)), Some(Obstacle::TooFewUnits), "fewer than {SIDE_MIN}");
}

#[test]
fn where_some_wait_the_difference_is_found_with_what_it_could_have_missed() {
    let begins: Vec<Option<&str>> =
        (0..60).map(|unit| if unit % 2 == 0 { Some("2020-02-10") } else { Some("2022-02-10") }).collect();
    let found = evidence(&panel(&WAVES, &begins, 10));
    let finding = found.finding.unwrap();
    assert!((finding.overall.value - 0.10).abs() < 0.03);
    assert!(finding.overall.detectable().unwrap() > 0.0);
    assert_eq!(
        found.courses.iter().map(|course| (course.first_wave, course.units)).collect::<Vec<_>>(),
        [(Some(1), 30), (Some(2), 30)]
    );
    let mean = found.courses[0].means[0].unwrap();
    assert!((mean.mean - 3.05).abs() < 0.02 && mean.interval.unwrap().low < mean.mean);
}

#[test]
fn no_obstacle_is_worded_as_an_effect() {
    let all = [
        Obstacle::NobodyBegan,
        Obstacle::SingleWave,
        Obstacle::NoWaveBefore,
        Obstacle::NobodyLeftToCompare,
        Obstacle::TooFewUnits,
        Obstacle::NotComputable,
    ];
    for language in Language::ALL {
        let sentences: BTreeSet<&str> = all.iter().map(|obstacle| obstacle.sentence(language)).collect();
        assert_eq!(sentences.len(), all.len());
        let causes = ["virkning", "verknad", "effect", "førte til", "caused", "skyldes"];
        assert!(sentences.iter().all(|sentence| causes.iter().all(|cause| !sentence.contains(cause))));
    }
}
