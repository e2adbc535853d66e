//! The data sets of the records, and how a record names a coefficient.

use std::path::Path;

use indices::factor::{Coefficient, Model, SampleMoments};
use serde_json::Value;

use crate::reading::Table;

pub(crate) const LEVELS: [(&str, indices::factor::Level); 5] = [
    ("configural", indices::factor::Level::Configural),
    ("metric", indices::factor::Level::Metric),
    ("scalar", indices::factor::Level::Scalar),
    ("strict", indices::factor::Level::Strict),
    ("means", indices::factor::Level::Means),
];

/// A model, and per group one column of complete answers per item.
pub(crate) struct Data {
    pub(crate) model: Model,
    pub(crate) groups: Vec<Vec<Vec<f64>>>,
}

impl Data {
    pub(crate) fn columns(&self) -> Vec<Vec<&[f64]>> {
        self.groups.iter().map(|group| group.iter().map(Vec::as_slice).collect()).collect()
    }

    pub(crate) fn moments(&self) -> Vec<SampleMoments> {
        self.columns().iter().map(|columns| SampleMoments::of_columns(columns).unwrap()).collect()
    }
}

/// Items of bfi that stand against their scale.
const REVERSED: [&str; 3] = ["A1", "C4", "C5"];

/// Complete rows only; groups in the order in which they appear, as in lavaan.
pub(crate) fn read(folder: &Path, file: &str, model: &str, items: &[String], group: Option<&str>) -> Data {
    let table = Table::read(&folder.join("data").join(file));
    let columns: Vec<Vec<&str>> = items.iter().map(|item| table.column(item)).collect();
    let everybody = vec!["all"; columns[0].len()];
    let labels = group.map_or(everybody, |group| table.column(group));
    let mut names: Vec<&str> = Vec::new();
    let mut groups: Vec<Vec<Vec<f64>>> = Vec::new();
    for (row, label) in labels.into_iter().enumerate() {
        let position = names.iter().position(|name| *name == label).unwrap_or_else(|| {
            names.push(label);
            groups.push(vec![Vec::new(); items.len()]);
            names.len() - 1
        });
        let answer = |(column, item): (&Vec<&str>, &String)| -> Option<f64> {
            let answer: f64 = column[row].parse().ok()?;
            Some(if REVERSED.contains(&item.as_str()) { 7.0 - answer } else { answer })
        };
        let answers: Option<Vec<f64>> = columns.iter().zip(items).map(answer).collect();
        for (column, answer) in groups[position].iter_mut().zip(answers.into_iter().flatten()) {
            column.push(answer);
        }
    }
    let names: Vec<&str> = items.iter().map(String::as_str).collect();
    Data { model: Model::parse(model, &names).unwrap(), groups }
}

pub(crate) fn holzinger_swineford(folder: &Path, group: Option<&str>) -> Data {
    let items: Vec<String> = (1..=9).map(|number| format!("x{number}")).collect();
    let model = "visual=x1,x2,x3;textual=x4,x5,x6;speed=x7,x8,x9";
    read(folder, "HolzingerSwineford1939.csv", model, &items, group)
}

pub(crate) fn bfi(folder: &Path) -> Data {
    let items: Vec<String> =
        ["A", "C", "N"].iter().flat_map(|scale| (1..=5).map(move |k| format!("{scale}{k}"))).collect();
    let model = "A=A1,A2,A3,A4,A5;C=C1,C2,C3,C4,C5;N=N1,N2,N3,N4,N5";
    read(folder, "bfi.csv", model, &items, Some("gender"))
}

pub(crate) fn lq2002(folder: &Path) -> Data {
    let numbered = |stem: &str, count: usize| -> Vec<String> { (1..=count).map(|k| format!("{stem}{k:02}")).collect() };
    let (lead, tsig, hostile) = (numbered("LEAD", 11), numbered("TSIG", 3), numbered("HOSTIL", 5));
    let model = format!("LEADf={};TSIGf={};HOSTf={}", lead.join(","), tsig.join(","), hostile.join(","));
    read(folder, "lq2002.csv", &model, &[lead, tsig, hostile].concat(), None)
}

/// The coefficient in one row of lavaan's parameter table.
pub(crate) fn coefficient(model: &Model, table: &Value, row: usize) -> Coefficient {
    let text = |field: &str| table[field][row].as_str().unwrap();
    let item = |name: &str| model.items().iter().position(|item| item == name);
    let factor = |name: &str| model.factors().iter().position(|factor| factor.name() == name);
    let (left, right) = (text("lhs"), text("rhs"));
    match text("op") {
        "=~" => Coefficient::Loading { item: item(right).unwrap(), factor: factor(left).unwrap() },
        "~1" => match item(left) {
            Some(item) => Coefficient::Intercept { item },
            None => Coefficient::LatentMean { factor: factor(left).unwrap() },
        },
        _ => match (item(left), factor(left), factor(right)) {
            (Some(item), ..) => Coefficient::ResidualVariance { item },
            (None, Some(first), Some(second)) if first == second => Coefficient::FactorVariance { factor: first },
            (None, first, second) => Coefficient::FactorCovariance { first: first.unwrap(), second: second.unwrap() },
        },
    }
}
