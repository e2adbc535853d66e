//! Items that work differently, in 80 columns.

use std::fmt::Write;

use disclosure::HolderReport;

use super::super::figures::{heading, label, number, small};
use super::{Comparison, Dif, ItemDif};

/// Every item of every comparison, and what the letters mean.
#[must_use]
pub fn text(report: &HolderReport<Dif>) -> String {
    let found = report.statistics();
    let mut text = String::new();
    for comparison in &found.comparisons {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&heading(&format!("{} {} against {}", found.group, comparison.focal, found.reference)));
        items(&mut text, found, comparison);
    }
    text.push_str(
        "\nPeople are compared with people of the same sum over all items. SMD: by how many\n\
         points the named group answers higher than such people of the first group.\n\
         R2: what the group adds to Nagelkerke's R2. A negligible, B moderate, C large:\n\
         an item of class B or C makes comparisons of these groups doubtful.\n",
    );
    text
}

// Writing to a String cannot fail, so the results of `write!` are let go.

fn items(out: &mut String, found: &Dif, comparison: &Comparison) {
    let _ = writeln!(
        out,
        "{:<20}{:>7}{:>9}{:>9}{:>4}{:>10}{:>11}{:>6}",
        "item", "people", "SMD", "p", "", "p uniform", "p other", "R2"
    );
    for name in &found.items {
        let Some(item) = comparison.items.get(name) else { continue };
        row(out, name, item);
    }
}

fn row(out: &mut String, name: &str, item: &ItemDif) {
    let (mantel, logistic) = (item.mantel.as_ref(), item.ordinal_logistic.as_ref());
    let class = |class: Option<char>| class.map_or_else(String::new, |class| class.to_string());
    let added = logistic.and_then(|test| {
        let [alone, _, both] = test.nagelkerke;
        both.zip(alone).map(|(both, alone)| both - alone)
    });
    let _ = writeln!(
        out,
        "{:<20}{:>7}{:>9}{:>9}{:>4}{:>10}{:>11}{:>6}{:>4}",
        label(name, 19),
        logistic.map_or_else(|| "-".to_owned(), |test| test.n.to_string()),
        number(mantel.map(|test| test.SMD_focal_weighted)),
        small(mantel.map(|test| test.p)),
        class(item.class_smd),
        small(logistic.and_then(|test| test.p_uniform)),
        small(logistic.and_then(|test| test.p_nonuniform)),
        number(added),
        class(item.class_r2)
    );
    for (field, why) in item.unknown.iter() {
        let _ = writeln!(out, "  no {field}: {why}");
    }
}
