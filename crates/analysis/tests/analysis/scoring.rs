//! Who gets a score and what it is made of, worked out by hand; and what a wave that asked less leaves behind.

use disclosure::Reason;
use survey::{Instrument, Record};

use crate::fixture::{
    Folder, cube, group, json, layout_instrument, made, people, record, register, scale, shown, wave,
};

const UNITS: &str = "kom,Kommune,,,kommune,,2015-01-01,\n";

/// Five kinds of answer to ready_1 to 3 (0-4, the second reversed, two of three needed) and mended_1 to 2 (both needed).
const KINDS: [[&str; 5]; 5] = [
    ["4", "0", "4", "4", "4"],            // ready 12/3, mended 8/2, equipment 20/5
    ["0", "4", "0", "0", "0"],            // 0, 0, 0
    ["2", "not_relevant", "0", "3", "1"], // ready 2/2, mended 4/2
    ["3", "", "", "2", "not_relevant"],   // neither
    ["1", "1", "", "4", "0"],             // ready (1+3)/2, mended 4/2
];

fn records(instrument: &Instrument, times: usize, air: bool) -> Vec<Record> {
    let rest = if air { vec!["1", "5", "3", "7"] } else { Vec::new() };
    let all = KINDS.iter().cycle().take(KINDS.len() * times);
    all.map(|kind| record(instrument, "kom", "asker", &[kind.to_vec(), rest.clone()].concat())).collect()
}

#[test]
fn missing_and_not_relevant_are_no_answer_and_reversed_items_are_turned() {
    let (folder, instrument) = (Folder::new(), layout_instrument());
    let settled =
        folder.settle(&wave("w", "2021-10-01", &instrument, &[]), &instrument, records(&instrument, 6, true), 7);
    let cube = cube(&register(UNITS, ""), &[settled]).unwrap();
    assert_eq!(shown(&cube, "kom", "ready"), Some((24, 7.0 / 4.0)));
    assert_eq!(shown(&cube, "kom", "mended"), Some((24, 2.0)));
    assert_eq!(shown(&cube, "kom", "equipment"), Some((12, 2.0)), "a composite counts those who answered all of it");
    assert_eq!(shown(&cube, "kom", "air"), Some((30, 4.0)));

    let ready = cube.score(&scale("ready"), group(&cube, "kom")).shown().unwrap();
    let shares: Vec<(u8, f64)> =
        ready.distribution().shown().unwrap().iter().map(|share| (share.point(), share.share())).collect();
    assert_eq!(shares, [(0, 0.4), (1, 0.1), (2, 0.1), (3, 0.1), (4, 0.3)], "whoever has no score is left out");
    assert_eq!(ready.favourable().shown().unwrap().value().to_bits(), 0.25_f64.to_bits());
}

#[test]
fn a_wave_may_leave_modules_out() {
    let (folder, whole) = (Folder::new(), layout_instrument());
    let about = wave("w", "2021-10-01", &whole, &["tools"]);
    let asked = about.questions(&whole).unwrap();
    let settled = folder.settle(&about, &whole, records(&asked, 6, false), 1_000);
    let cube = cube(&register(UNITS, ""), &[settled]).unwrap();
    let scales: Vec<&str> = cube.scales().iter().map(|scale| scale.id.as_str()).collect();
    assert_eq!(scales, ["ready", "mended", "equipment"]);
    assert_eq!(shown(&cube, "kom", "equipment"), Some((12, 2.0)));
    assert_eq!(cube.score(&scale("air"), group(&cube, "kom")).withheld(), Some(Reason::NotAsked));
    assert_eq!(cube.quality(&scale("air")).withheld(), Some(Reason::NotAsked));
}

#[test]
fn the_trend_holds_what_both_waves_asked() {
    let whole = layout_instrument();
    let about = |id, date, modules: &[&str]| wave(id, date, &whole, modules);
    let settle = |folder: &Folder, about: &survey::Wave| {
        let asked = about.questions(&whole).unwrap();
        let air = asked.scale(&scale("air")).is_some();
        folder.settle(about, &whole, records(&asked, 6, air), 1_000)
    };
    for (earlier, later) in [(&[][..], &["tools"][..]), (&["tools"], &[]), (&["rooms", "tools"], &["tools"])] {
        let folder = Folder::new();
        let waves =
            [settle(&folder, &about("w1", "2019-10-01", earlier)), settle(&folder, &about("w2", "2021-10-01", later))];
        let cube = cube(&register(UNITS, ""), &waves).unwrap();
        let total = group(&cube, "kom");
        let point = cube.trend_point(&scale("equipment"), total, 0).shown().map(|point| (point.n(), point.mean()));
        assert_eq!(point, Some((12, 2.0)), "{earlier:?}, then {later:?}");
        assert_eq!(cube.trend_point(&scale("air"), total, 0).withheld(), Some(Reason::NotAsked));
        assert!(serde_json::from_str::<disclosure::Sealed>(&json(&cube)).is_ok());
    }
}

#[test]
fn a_scale_of_the_same_name_on_other_points_is_no_earlier_value() {
    let (folder, old, new) = (
        Folder::new(),
        made("1", 7, &[("climate", 2, "\"complete\"")]),
        made("2", 5, &[("climate", 2, "\"complete\"")]),
    );
    let answer = |instrument| people(instrument, "kom", "asker", &["1", "2", "3", "4", "5", "1", "2", "3", "4", "5"]);
    let waves = [
        folder.settle(&wave("w1", "2019-10-01", &old, &[]), &old, answer(&old), 100),
        folder.settle(&wave("w2", "2021-10-01", &new, &[]), &new, answer(&new), 100),
    ];
    let cube = cube(&register(UNITS, ""), &waves).unwrap();
    assert_eq!(shown(&cube, "kom", "climate"), Some((10, 3.0)));
    let point = cube.trend_point(&scale("climate"), group(&cube, "kom"), 0);
    assert_eq!(point.withheld(), Some(Reason::NotAsked), "3 of 7 is not 3 of 5");
}

#[test]
fn a_wave_that_nobody_answered_is_a_cube_without_numbers() {
    let (folder, instrument) = (Folder::new(), layout_instrument());
    let settled = folder.settle(&wave("w", "2021-10-01", &instrument, &[]), &instrument, Vec::new(), 100);
    let cube = cube(&register(UNITS, ""), &[settled]).unwrap();
    let total = group(&cube, "kom");
    assert!(instrument.scales().iter().all(|scale| cube.score(scale.id(), total).shown().is_none()));
    assert!(instrument.scales().iter().all(|scale| cube.quality(scale.id()).shown().is_none()));
}

#[test]
fn without_a_roster_there_is_no_response_rate_but_there_are_scores() {
    // Responses of another tool come without a list of the invited.
    let (folder, instrument) = (Folder::new(), layout_instrument());
    let mut settled =
        folder.settle(&wave("w", "2021-10-01", &instrument, &[]), &instrument, records(&instrument, 6, true), 100);
    settled.invited.clear();
    let cube = cube(&register(UNITS, ""), &[settled]).unwrap();
    assert_eq!(shown(&cube, "kom", "air"), Some((30, 4.0)));
    assert_eq!(cube.response().withheld(), Some(Reason::NotAsked));
    assert_eq!(cube.participation(group(&cube, "kom")).withheld(), Some(Reason::NotAsked));
}

#[test]
fn response_is_counted_where_people_were_invited() {
    let (folder, instrument) = (Folder::new(), made("1", 5, &[("climate", 1, "\"complete\"")]));
    let units = format!(
        "{UNITS}a,A,kom,,sted,,2015-01-01,\nb,B,kom,,sted,,2015-01-01,\nold,O,kom,,sted,,2015-01-01,2020-01-01\n"
    );
    let points: Vec<&str> = ["1", "2", "3", "4", "5"].into_iter().cycle().take(60).collect();
    let mut answers = people(&instrument, "a", "asker", &points);
    answers.extend(people(&instrument, "b", "hurum", &points[..30]));
    let mut settled = folder.settle(&wave("w", "2021-10-01", &instrument, &[]), &instrument, answers, 100);
    // 61 were invited in a and 31 in b; 40 more in a unit that has become b since.
    settled.invited.push(analysis::Invited {
        unit: survey::UnitId::new("old").unwrap(),
        former_municipality: survey::FormerMunicipalityId::new("hurum").unwrap(),
        invited: 40,
    });
    let cube = cube(&register(&units, "old,b\n"), &[settled]).unwrap();
    let response = cube.response().shown().unwrap();
    assert_eq!((response.invited(), response.answered()), (132, 90));
    let band = |id: &str| *cube.participation(group(&cube, id)).shown().unwrap();
    use disclosure::ResponseBand::{Below50, From50, From85};
    assert_eq!([band("a"), band("b"), band("kom")], [From85, Below50, From50]);
    assert_eq!(band("former_municipality:hurum"), Below50);
}
