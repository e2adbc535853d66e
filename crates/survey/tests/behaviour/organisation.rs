//! The organisation: trees on both sides of a merger, and every file that is not one.

use crate::sample::{FORMER, LINEAGE, UNITS, day, register, register_of, units};
use proptest::prelude::*;
use survey::{FormerMunicipalityId, Organisation, OrganisationError, UnitId, UnitIndex};

fn index(organisation: &Organisation, id: &str) -> UnitIndex {
    organisation.index_of(&UnitId::new(id).unwrap()).unwrap()
}

fn ids(organisation: &Organisation) -> Vec<&str> {
    organisation.units().iter().map(|unit| unit.id().as_str()).collect()
}

#[test]
fn each_day_has_its_own_tree() {
    let register = register();
    let before = register.at(day("2019-12-31")).unwrap();
    assert_eq!(ids(&before), ["R", "A", "A-skole", "A-hjem", "B", "B-skole"]);
    let after = register.at(day("2020-01-01")).unwrap();
    assert_eq!(ids(&after), ["K", "O", "O1", "O2", "V", "A-hjem", "V1"]);
    assert_eq!(register.at(day("2017-12-31")), Err(OrganisationError::NoUnits { date: day("2017-12-31") }));
    assert!(register.at(day("2018-01-01")).is_ok());
}

#[test]
fn relatives_are_found() {
    let organisation = register().at(day("2021-10-01")).unwrap();
    let at = |id| index(&organisation, id);
    assert_eq!(organisation.root(), at("K"));
    assert_eq!(organisation.parent(at("K")), None);
    assert_eq!(organisation.parent(at("O2")), Some(at("O")));
    assert_eq!(organisation.children(at("V")), [at("A-hjem"), at("V1")]);
    assert_eq!(organisation.depth(at("V1")), 2);
    assert_eq!(organisation.ancestors(at("V1")).collect::<Vec<_>>(), [at("V"), at("K")]);
    for (a, b, expect) in [("O1", "O2", "O"), ("O1", "V1", "K"), ("O1", "O", "O"), ("O1", "O1", "O1"), ("K", "V1", "K")]
    {
        assert_eq!(organisation.lowest_common_ancestor(at(a), at(b)), at(expect), "{a} and {b}");
        assert_eq!(organisation.lowest_common_ancestor(at(b), at(a)), at(expect), "{b} and {a}");
    }
}

#[test]
fn groups_keep_the_order_of_their_files() {
    let organisation = register().at(day("2021-10-01")).unwrap();
    let areas: Vec<_> = organisation.service_areas().into_iter().map(|area| area.as_str()).collect();
    assert_eq!(areas, ["school", "care", "emergency"]);
    let area = |id| organisation.service_area(index(&organisation, id)).map(|area| area.as_str());
    assert_eq!((area("K"), area("O1"), area("V1")), (None, Some("school"), Some("emergency")), "inherited unless own");
    let position = |id| organisation.former_municipality_index(&FormerMunicipalityId::new(id).unwrap());
    assert_eq!(position("asker").unwrap().get(), 0);
    assert_eq!(position("after-merger").unwrap().get(), 2);
    assert_eq!(position("oslo"), None);
    assert!(!organisation.former_municipality(position("after-merger").unwrap()).is_merged());
}

#[test]
fn every_wrong_organisation_is_refused_with_file_line_and_field() {
    let header = "unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to\n";
    let cases: &[(&str, &str)] = &[
        ("", "units.csv: there are no units; add a row for each unit"),
        (
            "K,Asker,,,top,,2020-01-01,\nL,Bærum,,,top,,2020-01-01,\n",
            "units.csv, line 3, field parent: units `K` and `L` both have no parent on 2020-01-01, so there are two roots; give every unit but one a parent",
        ),
        (
            "K,Asker,,,top,,2020-01-01,\nL,Bærum,,,top,,2021-01-01,\n",
            "units.csv, line 3, field parent: units `K` and `L` both have no parent on 2021-01-01, so there are two roots; give every unit but one a parent",
        ),
        (
            "K,Asker,,,top,,2020-01-01,\nA,a,B,,t,,2020-01-01,\nB,b,C,,t,,2020-01-01,\nC,c,A,,t,,2020-01-01,\n",
            "units.csv, line 3, field parent: units are part of each other in a circle on 2020-01-01: A -> B -> C -> A; let one of them have a parent outside the circle",
        ),
        (
            "K,Asker,K,,top,,2020-01-01,\n",
            "units.csv, line 2, field parent: units are part of each other in a circle on 2020-01-01: K -> K; let one of them have a parent outside the circle",
        ),
        (
            "K,Asker,,,top,,2020-01-01,\nX,x,A,,t,,2020-01-01,\nA,a,B,,t,,2020-01-01,\nB,b,A,,t,,2020-01-01,\n",
            "units.csv, line 4, field parent: units are part of each other in a circle on 2020-01-01: A -> B -> A; let one of them have a parent outside the circle",
        ),
        (
            "K,Asker,,,top,,2020-01-01,\nA,a,Q,,t,,2020-01-01,\n",
            "units.csv, line 3, field parent: unit `A` has parent `Q`, which is not in the file; add the parent or correct its code",
        ),
        (
            "K,Asker,,,top,,2020-01-01,\nA,a,K,,t,,2019-06-01,\n",
            "units.csv, line 3, field parent: unit `A` is valid on 2019-06-01, but its parent `K` is not; let the parent be valid as long as its units are, or end this row with it",
        ),
        (
            "K,Asker,,,top,,2020-01-01,2021-01-01\nA,a,K,,t,,2020-01-01,2021-01-02\n",
            "units.csv, line 3, field parent: unit `A` is valid on 2021-01-01, but its parent `K` is not; let the parent be valid as long as its units are, or end this row with it",
        ),
        (
            "K,Asker,,,top,,2020-01-01,\nA,a,K,,t,,2020-01-01,2021-01-01\nA,b,K,,t,,2020-12-31,\n",
            "units.csv, line 4, field valid_from: unit `A` is valid in two rows on 2020-12-31; let one row end before the next begins",
        ),
        (
            "K,Asker,,,top,,2020-01-01,2020-01-01\n",
            "units.csv, line 2, field valid_to: the row ends before it begins on 2020-01-01; write the first day after it, or nothing if the row still holds",
        ),
        (
            "K,Asker,,,top,,01.01.2020,\n",
            "units.csv, line 2, field valid_from: \"01.01.2020\" is not a date of the form 2020-01-31; write the date as year-month-day, such as 2020-01-31",
        ),
        (
            "K,Asker,,,top,,2020-01-01,2021-02-29\n",
            "units.csv, line 2, field valid_to: 2021-02 has no day number 29; write the date as year-month-day, such as 2020-01-31",
        ),
        (
            "K,Asker,,,top,,,\n",
            "units.csv, line 2, field valid_from: \"\" is not a date of the form 2020-01-31; write the date as year-month-day, such as 2020-01-31",
        ),
        (",Asker,,,top,,2020-01-01,\n", "units.csv, line 2, field unit: the unit id is empty; write a short code"),
        (
            "K 1,Asker,,,top,,2020-01-01,\n",
            "units.csv, line 2, field unit: the unit id holds ' '; it takes only letters a-z and A-Z, digits, '.', '_' and '-'; write a short code",
        ),
        (
            "K,,,,top,,2020-01-01,\n",
            "units.csv, line 2, field name: the name is empty; write a name on one line, at most 200 characters",
        ),
        (
            "K,\"As\nker\",,,top,,2020-01-01,\n",
            "units.csv, line 2, field name: the name holds a line break or another control character; write a name on one line, at most 200 characters",
        ),
        (
            "K,Asker,,,,,2020-01-01,\n",
            "units.csv, line 2, field unit_type: the type of unit is empty; write what kind of place it is, at most 80 characters",
        ),
        (
            "K,Asker,,,top,oslo,2020-01-01,\n",
            "units.csv, line 2, field former_municipality: there is no former municipality `oslo`; write one of asker, royken, after-merger, or nothing",
        ),
        (
            "K,Asker,,,top,,2020-01-01\n",
            "units.csv, line 2: the row has 7 values, the header has 8 columns; separate every value with a comma, also the empty ones",
        ),
    ];
    let mut wrong = Vec::new();
    for (rows, expect) in cases {
        let said = register_of(&format!("{header}{rows}"), FORMER, "old_unit,new_unit\n").unwrap_err();
        if said != *expect {
            wrong.push(format!("{rows:?}\n  expected {expect}\n  said     {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_unit_that_outlives_its_parent_must_be_moved() {
    let said = register_of(UNITS, FORMER, LINEAGE).unwrap_err();
    assert!(
        said.starts_with("units.csv, line 6, field parent: unit `A-hjem` is valid on 2020-01-01, but its parent `A`"),
        "{said}"
    );
}

#[test]
fn former_municipalities_are_checked() {
    for (text, expect) in [
        (
            "id,name,merged\n",
            "former_municipalities.csv: there are no former municipalities; add a row for each, one for an organisation that was never merged",
        ),
        (
            "id,name,merged\na,A,ja\n",
            "former_municipalities.csv, line 2, field merged: \"ja\" is neither true nor false; write true, or false for those employed after the merger",
        ),
        (
            "id,name,merged\na,A,true\na,B,true\n",
            "former_municipalities.csv, line 3, field id: `a` is there twice; give each its own id",
        ),
        (
            "id,name,merged\nRøyken,A,true\n",
            "former_municipalities.csv, line 2, field id: the former municipality id begins with 'R', not with a small letter a-z or a digit; write an id such as asker",
        ),
        (
            "id;name;merged\na;A;true\n",
            "former_municipalities.csv, line 1: the columns are separated by semicolons; save the file with commas between the columns; the columns are id,name,merged",
        ),
    ] {
        let units = "unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to\nK,Asker,,,top,,2020-01-01,\n";
        assert_eq!(register_of(units, text, "old_unit,new_unit\n").unwrap_err(), expect, "{text:?}");
    }
}

#[test]
fn all_files_and_rows_are_judged_before_anything_is_said() {
    let units = units().replace("2018-01-01,2020-01-01\nB,", "yesterday,2020-01-01\nB,").replace("V1,Legevakta", "V1,");
    let said = register_of(&units, "id,name\nasker,Asker\n", "old;new\n").unwrap_err();
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines.len(), 4, "{said}");
    assert!(lines[0].starts_with("former_municipalities.csv, line 1, field merged"), "{said}");
    assert!(lines[1].starts_with("units.csv, line 3, field valid_from"), "{said}");
    assert!(lines[2].starts_with("units.csv, line 14, field name"), "{said}");
    assert!(lines[3].starts_with("lineage.csv, line 1"), "{said}");
}

/// A random tree: unit `i` hangs below a unit with a smaller number; the rows are then shuffled.
fn any_tree() -> impl Strategy<Value = (Vec<usize>, Vec<usize>)> {
    (1usize..40).prop_flat_map(|size| {
        let parents: Vec<_> = (0..size).map(|unit| 0..unit.max(1)).collect();
        (parents, Just((0..size).collect::<Vec<_>>()).prop_shuffle())
    })
}

fn csv_of(parents: &[usize], order: &[usize]) -> String {
    let mut text = "unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to\n".to_owned();
    for &unit in order {
        let parent = if unit == 0 { String::new() } else { format!("u{}", parents[unit]) };
        text.push_str(&format!("u{unit},Unit {unit},{parent},,t,,2020-01-01,\n"));
    }
    text
}

proptest! {
    #[test]
    fn any_tree_in_any_row_order_is_walked_parents_first((parents, order) in any_tree()) {
        let register = register_of(&csv_of(&parents, &order), FORMER, "old_unit,new_unit\n").unwrap();
        let organisation = register.at(day("2020-06-01")).unwrap();
        prop_assert_eq!(organisation.units().len(), parents.len());
        let mut seen = std::collections::BTreeSet::new();
        for unit in organisation.indices() {
            let id = organisation.unit(unit).id();
            prop_assert_eq!(organisation.index_of(id), Some(unit));
            let number: usize = id.as_str()[1..].parse().unwrap();
            match organisation.parent(unit) {
                None => prop_assert_eq!(number, 0),
                Some(parent) => {
                    prop_assert_eq!(organisation.unit(parent).id().as_str(), format!("u{}", parents[number]));
                    prop_assert!(parent < unit && organisation.children(parent).contains(&unit));
                    prop_assert_eq!(organisation.depth(unit), organisation.depth(parent) + 1);
                }
            }
            prop_assert_eq!(organisation.ancestors(unit).count(), organisation.depth(unit));
            let below = organisation.indices().filter(|&other| organisation.ancestors(other).any(|above| above == unit));
            let below: Vec<usize> = below.map(UnitIndex::get).collect();
            let without_gap: Vec<usize> = (unit.get() + 1..=unit.get() + below.len()).collect();
            prop_assert_eq!(below, without_gap);
            let siblings: Vec<usize> = organisation.children(unit).iter().map(|&child| {
                let number: usize = organisation.unit(child).id().as_str()[1..].parse().unwrap();
                order.iter().position(|&other| other == number).unwrap()
            }).collect();
            prop_assert!(siblings.is_sorted(), "siblings keep the order of the file");
            seen.insert(id.clone());
        }
        prop_assert_eq!(seen.len(), parents.len());
    }

    #[test]
    fn the_lowest_common_ancestor_is_the_deepest_of_all_common_ones((parents, order) in any_tree()) {
        let register = register_of(&csv_of(&parents, &order), FORMER, "old_unit,new_unit\n").unwrap();
        let organisation = register.at(day("2020-06-01")).unwrap();
        let and_above = |unit| std::iter::once(unit).chain(organisation.ancestors(unit)).collect::<Vec<_>>();
        for a in organisation.indices() {
            for b in organisation.indices() {
                let common = and_above(a).into_iter().filter(|unit| and_above(b).contains(unit));
                let deepest = common.max_by_key(|&unit| organisation.depth(unit)).unwrap();
                prop_assert_eq!(organisation.lowest_common_ancestor(a, b), deepest);
            }
        }
    }

    #[test]
    fn a_tree_with_one_edge_bent_into_a_circle_is_refused((mut parents, order) in any_tree(), pick in any::<prop::sample::Index>()) {
        prop_assume!(parents.len() > 1);
        let bent = 1 + pick.index(parents.len() - 1);
        // Hang some unit below itself or below one of its descendants.
        let below: Vec<usize> = (bent..parents.len()).filter(|&unit| {
            let mut at = unit;
            while at > bent { at = parents[at]; }
            at == bent
        }).collect();
        parents[bent] = below[pick.index(below.len())];
        let said = register_of(&csv_of(&parents, &order), FORMER, "old_unit,new_unit\n").unwrap_err();
        prop_assert!(said.contains("in a circle"), "{}", said);
    }

    #[test]
    fn no_text_whatever_is_a_panic(units in "(?s).{0,200}", former in "(?s).{0,100}", lineage in "(?s).{0,100}", toml in "(?s).{0,200}") {
        prop_assert!(register_of(&units, &former, &lineage).is_err());
        prop_assert!(survey::Instrument::from_toml("x", &toml).is_err());
    }
}
