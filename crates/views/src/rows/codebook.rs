//! What views, columns, words and measures mean.

use std::collections::BTreeSet;

use disclosure::{ScaleText, Sealed};
use survey::Language;

use crate::codes::ENTRY;
use crate::{Code, Description, Kind, Table, Value, View, Words};

pub(super) fn fill(table: &mut Table, cubes: &[&Sealed]) {
    for view in View::ALL {
        of_view(table, view);
        for description in view.columns() {
            of_column(table, view, &description);
            if let Kind::Code(codes) = description.kind {
                codes.iter().for_each(|code| of_code(table, view, &description, code));
            }
        }
    }
    let mut told = BTreeSet::new();
    for scale in cubes.iter().flat_map(|cube| cube.scales()) {
        if told.insert(&scale.id) {
            of_measure(table, scale);
        }
    }
}

fn of_view(table: &mut Table, view: View) {
    let mut row = Entry::new("view", view);
    row.label = said(view.about());
    table.push(row.values());
}

fn of_column(table: &mut Table, view: View, description: &Description) {
    let mut row = Entry::new("column", view);
    row.column = Value::text(&description.name);
    row.kind = Value::text(match description.kind {
        Kind::Text => "text",
        Kind::Code(_) => "code",
        Kind::Whole => "whole number",
        Kind::Number => "number",
    });
    if let Some(label) = description.label {
        row.label = said(label);
    }
    table.push(row.values());
}

fn of_code(table: &mut Table, view: View, description: &Description, code: &Code) {
    let mut row = Entry::new("code", view);
    row.column = Value::text(&description.name);
    row.word = Value::text(code.word);
    row.label = said(code.label);
    table.push(row.values());
}

fn of_measure(table: &mut Table, scale: &ScaleText) {
    let mut row = Entry::new("measure", View::Indices);
    row.column = Value::text("measure");
    row.word = Value::text(scale.id.as_str());
    row.label = Language::ALL.map(|language| Value::text(scale.title.get(language)));
    row.about = Language::ALL.map(|language| Value::text(scale.description.get(language)));
    row.points = [scale.points.min(), scale.points.max()].map(|point| Value::Whole(point.into()));
    table.push(row.values());
}

fn said(words: Words) -> [Value; 3] {
    Language::ALL.map(|language| Value::text(words.get(language)))
}

struct Entry {
    entry: Value,
    view: Value,
    column: Value,
    word: Value,
    kind: Value,
    label: [Value; 3],
    about: [Value; 3],
    points: [Value; 2],
}

impl Entry {
    fn new(entry: &str, view: View) -> Entry {
        Entry {
            entry: Value::word(&ENTRY, entry),
            view: Value::text(view.name()),
            column: Value::Nothing,
            word: Value::Nothing,
            kind: Value::Nothing,
            label: [const { Value::Nothing }; 3],
            about: [const { Value::Nothing }; 3],
            points: [const { Value::Nothing }; 2],
        }
    }

    fn values(self) -> impl Iterator<Item = Value> {
        let first = [self.entry, self.view, self.column, self.word, self.kind];
        first.into_iter().chain(self.label).chain(self.about).chain(self.points)
    }
}
