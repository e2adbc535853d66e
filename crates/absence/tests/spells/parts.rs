//! Files are read in parts side by side: neither what is read nor what is refused depends on how many parts there are.

use super::{Texts, counted, usual};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::num::NonZeroUsize;

/// Six employees with two positions each, written in several ways.
fn positions() -> impl Strategy<Value = Vec<String>> {
    prop::array::uniform6((1..=50_u8, any::<bool>())).prop_map(|ways| {
        let rows = ways.into_iter().enumerate().map(|(employee, (share, quoted))| {
            let a = if quoted { "\"a\"" } else { " a " };
            let first = format!("e{employee},{a},asker,{share},2022-01-01,,\r\n\n");
            format!("{first}e{employee},b,hurum,{share},2022-01-01,2023-01-20,\n")
        });
        rows.collect()
    })
}

/// Spells, each on days of its own.
fn spells() -> impl Strategy<Value = Vec<String>> {
    let spell = (0..6_u8, prop_oneof![Just(""), Just("a"), Just("b")], 1..20_u8, 20..=100_u8);
    prop::collection::vec(spell, 0..30).prop_map(|spells| {
        let rows = spells.into_iter().zip(1_u8..).map(|((employee, unit, day, grade), to)| {
            format!("e{employee},\"{unit}\",2023-01-{day:02},2023-02-{:02},{grade},certified\n", to.min(28))
        });
        rows.collect()
    })
}

/// The text of some rows with some others among them.
fn text(mut rows: Vec<String>, wrong: &[(usize, &str)]) -> String {
    for (at, row) in wrong {
        rows.insert(at % (rows.len() + 1), (*row).to_owned());
    }
    rows.concat()
}

/// Rows that are wrong, in half of the texts; values run over lines where they are quoted.
fn wrong(rows: &'static [&'static str]) -> impl Strategy<Value = Vec<(usize, &'static str)>> {
    prop_oneof![Just(Vec::new()), prop::collection::vec((any::<usize>(), prop::sample::select(rows)), 1..4)]
}

fn wrong_positions() -> impl Strategy<Value = Vec<(usize, &'static str)>> {
    wrong(&[
        "\"e3\",a,\"hurum\",100,2022-05-01,,\n\r\n",
        "e1,a,asker,20,2023-03-01,2023-02-01,\n",
        "\"two\nlines\",nowhere,\"os\nlo\",0,2022-13-01,,\"nig\"\"hts\"\n",
        "e2,a,asker\n",
        ",a,asker,50,2022-01-01,,\n",
    ])
}

fn wrong_spells() -> impl Strategy<Value = Vec<(usize, &'static str)>> {
    wrong(&[
        "e0,,2023-01-02,2023-01-03,100,\"certified\"\n",
        "e0,,2023-01-02,2023-01-01,50,self_certified\n\n",
        "\"e\n9\",nowhere,,,,5\" wide\n",
        "e1,,2023-01-02\n",
        "e1,b,2023-02-02,2023-02-03,100,certified\n",
    ])
}

fn texts() -> impl Strategy<Value = Texts> {
    (positions(), wrong_positions(), spells(), wrong_spells()).prop_map(|(positions, wrong, spells, wrong_spells)| {
        Texts {
            holidays: Some("e0,2023-01-02,2023-01-20\n\"e1\",2023-01-02,2023-01-20\n".to_owned()),
            ..Texts::new(&text(positions, &wrong), &text(spells, &wrong_spells))
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_number_of_parts_gives_the_same_sums_or_the_same_errors(texts in texts(), parts in 2..20_usize) {
        let sums = |threads| {
            let read = texts.read_by("2023-01..2023-02", threads)?;
            Ok::<_, String>(counted(&read, "2023-01..2023-02", &usual(), threads).to_csv())
        };
        prop_assert_eq!(sums(NonZeroUsize::new(parts).unwrap()), sums(NonZeroUsize::MIN));
    }
}

#[test]
fn both_ends_of_the_property_are_reached() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let drawn = (0..200).map(|_| texts().new_tree(&mut runner).unwrap().current().read("2023-01"));
    let well = drawn.filter(Result::is_ok).count();
    assert!((20..180).contains(&well), "{well}");
}
