//! Rows of counts become the counts of a wave, or the one sentence that says why not.

use std::collections::{BTreeMap, BTreeSet};

use archive::{CountedRow, Sha256Digest};
use counts::{Gathering, ScaleCounts, ScaleShape};
use disclosure::InnerName;
use survey::{Instrument, Register, RoleClass, Scale, UnknownRoleClass};
use tabulation::elsewhere::Kind;

use crate::error::AnalysisError;
use crate::settled::WaveCounts;

/// A kind of work as counts write it: empty where nobody said it.
fn role(word: &str) -> Result<Option<RoleClass>, UnknownRoleClass> {
    Some(word).filter(|word| !word.is_empty()).map(str::parse).transpose()
}

/// A cell in words.
pub(super) fn place(name: &InnerName) -> String {
    let role = name.role.map(|role| format!(", {role}")).unwrap_or_default();
    format!("unit {}, {}{role}", name.unit, name.former_municipality)
}

/// What counts must be counts of.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// What was asked, narrowed to the wave's modules.
    pub instrument: &'a Instrument,
    /// The digest of the wave's manifest.
    pub manifest: Sha256Digest,
    /// Rows that the manifest states.
    pub rows: u64,
    /// Where answers may belong.
    pub register: &'a Register,
}

/// What is wrong with one row, and in which field.
pub(super) struct Wrong {
    pub(super) field: &'static str,
    pub(super) reason: String,
}

/// The rows that came so far.
pub(super) struct Gatherer<'a> {
    expected: Expected<'a>,
    units: BTreeSet<&'a str>,
    formers: BTreeSet<&'a str>,
    scales: BTreeMap<&'a str, usize>,
    shapes: Vec<ScaleShape>,
    cells: BTreeMap<InnerName, Cell>,
    total: Option<u64>,
}

/// One unit, former municipality and kind of work.
struct Cell {
    rows: Option<u64>,
    scales: Vec<Gathering>,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(expected: Expected<'a>) -> Result<Self, AnalysisError> {
        let Expected { instrument, register, .. } = expected;
        let shape = |scale: &Scale| ScaleShape::of(instrument, scale).map_err(AnalysisError::Shape);
        Ok(Self {
            expected,
            units: register.units().iter().map(|unit| unit.id().as_str()).collect(),
            formers: register.former_municipalities().iter().map(|former| former.id().as_str()).collect(),
            scales: instrument.scales().iter().map(|scale| scale.id().as_str()).zip(0..).collect(),
            shapes: instrument.scales().iter().map(shape).collect::<Result<_, _>>()?,
            cells: BTreeMap::new(),
            total: None,
        })
    }

    /// Takes one row.
    pub(super) fn put(&mut self, row: CountedRow<'_>) -> Result<(), Wrong> {
        let wrong = |field, reason: String| Wrong { field, reason };
        let unknown = || {
            let kinds = Kind::ALL.map(Kind::as_str).join(", ");
            wrong("counted", format!("`{}` is none of {kinds}; hand on the result of the query as it is", row.counted))
        };
        let kind = Kind::parse(row.counted).ok_or_else(unknown)?;
        if kind == Kind::Manifest {
            return self.put_manifest(row);
        }
        if !self.units.contains(row.unit) {
            return Err(wrong("unit", format!("unit `{}` is not in units.csv; add it there", row.unit)));
        }
        if !self.formers.contains(row.former_municipality) {
            let reason = format!("`{}` is not in former_municipalities.csv; add it there", row.former_municipality);
            return Err(wrong("former_municipality", reason));
        }
        let role = role(row.role_class)
            .map_err(|error| wrong("role_class", format!("{error}; hand on the result of the query as it is")))?;
        let name =
            InnerName { unit: row.unit.to_owned(), former_municipality: row.former_municipality.to_owned(), role };
        let shapes = &self.shapes;
        let new = || Cell { rows: None, scales: shapes.iter().map(Gathering::new).collect() };
        let cell = self.cells.entry(name).or_insert_with(new);
        if kind == Kind::Rows {
            return match cell.rows.replace(row.n) {
                None => Ok(()),
                Some(_) => Err(wrong(
                    "counted",
                    "the rows of this unit, former municipality and kind of work stand twice".to_owned(),
                )),
            };
        }
        let scale = self.scales.get(row.scale).and_then(|position| cell.scales.get_mut(*position));
        let reason = || format!("the wave has no scale `{}`; print the query of this wave again", row.scale);
        let scale = scale.ok_or_else(|| wrong("scale", reason()))?;
        let counter = kind.counter(row.x.into(), row.y.into());
        let counter = counter.ok_or_else(|| wrong("x", "no scale has so many items, answers or points".to_owned()))?;
        scale.put(counter, row.n).map_err(|error| wrong("x", error.to_string()))
    }

    fn put_manifest(&mut self, row: CountedRow<'_>) -> Result<(), Wrong> {
        let expected = self.expected.manifest.to_string();
        if row.scale != expected {
            let reason = format!(
                "these are counts of another set of answers (its manifest has the digest {}, this wave's has {expected}); \
                 print the query of this wave again",
                row.scale
            );
            return Err(Wrong { field: "scale", reason });
        }
        match self.total.replace(row.n) {
            None => Ok(()),
            Some(_) => Err(Wrong {
                field: "counted",
                reason: "the row of the manifest stands twice; give one result".to_owned(),
            }),
        }
    }

    /// The counts, if nothing is missing and nothing contradicts anything else.
    pub(super) fn finish(self) -> Result<WaveCounts, String> {
        let total =
            self.total.ok_or("there is no row `manifest`, so a part of the result is missing; give all files")?;
        if total != self.expected.rows {
            let rows = self.expected.rows;
            return Err(format!(
                "{total} answers were counted and the manifest states {rows}; look at which files were read"
            ));
        }
        let scales = self.expected.instrument.scales();
        let mut wave =
            WaveCounts { cells: Vec::new(), rows: Vec::new(), scales: scales.iter().map(|_| Vec::new()).collect() };
        let mut sum = 0_u64;
        for (name, cell) in self.cells {
            let place = place(&name);
            let rows = cell.rows.ok_or_else(|| {
                format!("{place}: there is no row `rows`, so a part of the result is missing; give all files")
            })?;
            sum = sum.saturating_add(rows);
            for ((scale, gathering), counted) in scales.iter().zip(cell.scales).zip(&mut wave.scales) {
                let counts: ScaleCounts = gathering.finish().map_err(|error| {
                    format!("{place}, scale {}: {error}; give the result as the engine wrote it", scale.id())
                })?;
                if counts.n() > rows {
                    let scale = scale.id();
                    return Err(format!("{place}, scale {scale}: more persons have a score than answered"));
                }
                counted.push(counts);
            }
            wave.rows.push(rows);
            wave.cells.push(name);
        }
        if sum != total {
            return Err(format!(
                "{total} answers were counted and the units have {sum}; a part of the result is missing"
            ));
        }
        Ok(wave)
    }
}
