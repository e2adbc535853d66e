//! Files are read in parts side by side: neither what is read nor what is refused depends on how many parts there are.

use super::{Texts, counted, usual};
use proptest::prelude::*;
use std::num::NonZeroUsize;

/// Rows that are well and rows that are not, in the words of a file; a quoted value may run over lines.
fn positions() -> impl Strategy<Value = String> {
    let row = prop_oneof![
        6 => (0..6_u8, prop_oneof![Just("a"), Just("b"), Just(" c "), Just("\"a\"")], 1..60_u8)
            .prop_map(|(employee, unit, share)| format!("e{employee},{unit},asker,{share},2022-01-01,,\n")),
        1 => (0..6_u8).prop_map(|employee| format!("\"e{employee}\",a,\"hurum\",100,2022-05-01,,\n\r\n")),
        1 => Just("e1,a,asker,20,2023-03-01,2023-02-01,\n".to_owned()),
        1 => Just("\"two\nlines\",nowhere,\"os\nlo\",0,2022-13-01,,\"nig\"\"hts\"\n".to_owned()),
        1 => Just("e2,a,asker\n".to_owned()),
        1 => Just(",a,asker,50,2022-01-01,,\n".to_owned()),
    ];
    prop::collection::vec(row, 0..12).prop_map(|rows| rows.concat())
}

fn spells() -> impl Strategy<Value = String> {
    let row = prop_oneof![
        8 => (0..6_u8, prop_oneof![Just(""), Just("a"), Just("b")], 1..28_u8, 20..=100_u8).prop_map(
            |(employee, unit, day, grade)| format!("e{employee},{unit},2023-01-{day:02},2023-02-{day:02},{grade},certified\n")
        ),
        1 => Just("e0,,2023-01-02,2023-01-03,100,\"certified\"\n".to_owned()),
        1 => Just("e0,,2023-01-02,2023-01-01,50,self_certified\n\n".to_owned()),
        1 => Just("\"e\n9\",nowhere,,,,5\" wide\n".to_owned()),
        1 => Just("e1,,2023-01-02\n".to_owned()),
    ];
    prop::collection::vec(row, 0..30).prop_map(|rows| rows.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_number_of_parts_gives_the_same_sums_or_the_same_errors(
        positions in positions(),
        spells in spells(),
        parts in 2..20_usize,
    ) {
        let texts = Texts { holidays: Some("e0,2023-01-02,2023-01-20\n".to_owned()), ..Texts::new(&positions, &spells) };
        let (one, parts) = (NonZeroUsize::MIN, NonZeroUsize::new(parts).unwrap());
        let sums = |threads| {
            let read = texts.read_by("2023-01..2023-02", threads)?;
            Ok::<_, String>(counted(&read, "2023-01..2023-02", &usual(), threads).to_csv())
        };
        prop_assert_eq!(sums(parts), sums(one));
    }
}

#[test]
fn both_ends_of_the_property_are_reached() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut well, mut refused) = (0, 0);
    for _ in 0..500 {
        let [positions, spells] = [positions().boxed(), spells().boxed()]
            .map(|text| text.new_tree(&mut runner).unwrap().current());
        match Texts::new(&positions, &spells).read("2023-01") {
            Ok(_) => well += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(well > 20 && refused > 20, "{well} {refused}");
}
