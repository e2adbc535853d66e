//! The sealed cube as a stranger reads it: JSON with groups and sections of cells.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use survey::{FileError, FileErrors};

use super::csv::mark;
use super::wire::{Absence, Benchmark, Entry, Estimate, Group, Mean, Named, Rule, ScaleText, Score, Seen, Share};
use super::{EXACT, Reader, people, sum_of_mean};
use crate::release::{Cell, Mark, Measure, Place, PlaceKind, Range, Release, Scale, State, Thresholds, Tree, WHOLE};

/// Reads `cube.json`. Sections it does not know are listed as unread, so a newer cube is read as far as it can be.
#[derive(Clone, Copy, Debug)]
pub struct Cube;

/// Sections that hold no number of anybody.
const TEXTS: [&str; 8] = ["version", "rule", "header", "groups", "families", "scales", "waves", "plans"];

impl Reader for Cube {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        let sections: Map<String, Value> = serde_json::from_slice(bytes).map_err(|error| {
            let line = u64::try_from(error.line()).ok();
            FileErrors::from(FileError::new(file, line, "", error.to_string(), "give the cube.json of a released wave"))
        })?;
        Sections { file, sections, errors: Vec::new() }.release()
    }
}

/// The sections of one cube, taken out one by one.
struct Sections<'f> {
    file: &'f str,
    sections: Map<String, Value>,
    errors: Vec<FileError>,
}

/// Where each group of the cube is: place and former municipality and role; nothing for a sort of group the reader does not know.
type Spots = Vec<Option<(usize, String, String)>>;

impl Sections<'_> {
    fn release(mut self) -> Result<Release, FileErrors> {
        let groups: Vec<Group> = self.take("groups").unwrap_or_default();
        let rule: Option<Rule> = self.take("rule");
        let header: Option<Value> = self.take("header");
        let scale_texts: Vec<ScaleText> = self.take("scales").unwrap_or_default();
        let waves: Vec<Named> = self.take("waves").unwrap_or_default();
        let wave = header.as_ref().and_then(|header| header.get("wave")).and_then(Value::as_str).unwrap_or_default();
        let (tree, formers, spots) = self.places(&groups)?;
        let mut release = Release {
            file: self.file.to_owned(),
            wave: wave.to_owned(),
            thresholds: rule.map_or_else(Thresholds::default, |rule| Thresholds {
                answers: rule.answers_min,
                employees: rule.employees_min,
            }),
            tree,
            formers,
            scales: scale_texts
                .iter()
                .map(|scale| {
                    (scale.id.clone(), Scale { min: scale.points.min, max: scale.points.max, items: scale.items })
                })
                .collect(),
            titles: scale_texts
                .into_iter()
                .flat_map(|scale| {
                    [scale.title.nb, scale.title.nn, scale.title.en].map(|title| (title, scale.id.clone()))
                })
                .collect(),
            cells: Vec::new(),
            unread: Vec::new(),
        };
        let unknown = spots.iter().filter(|spot| spot.is_none()).count();
        if unknown > 0 {
            release.unread.push(format!("{unknown} groups of a kind the reader does not know"));
        }
        let mut cells = Cells { spots, wave: release.wave.clone(), cells: Vec::new() };
        self.take::<Vec<Entry<Score>>>("scores").unwrap_or_default().into_iter().for_each(|entry| cells.score(entry));
        for entry in self.take::<Vec<Entry<Mean>>>("trend").unwrap_or_default() {
            let wave = waves.get(entry.wave).map(|wave| wave.id.clone()).unwrap_or_default();
            cells.mean(entry.group, &Measure { wave, name: entry.scale }, entry.cell.map(|Mean { n, mean }| (n, mean)));
        }
        for section in ["absence_year", "absence_months"] {
            self.take::<Vec<Entry<Absence>>>(section)
                .unwrap_or_default()
                .into_iter()
                .for_each(|entry| cells.absence(entry));
        }
        cells.benchmarks(self.take("benchmarks").unwrap_or_default());
        release.cells = cells.cells;
        release.unread.extend(self.sections.keys().filter(|key| !TEXTS.contains(&key.as_str())).cloned());
        if !release.cells.is_empty() {
            release.unread.push("rwg_j".to_owned());
        }
        FileErrors::unless_empty(self.errors)?;
        Ok(release)
    }

    fn take<T: DeserializeOwned>(&mut self, section: &str) -> Option<T> {
        let value = self.sections.remove(section)?;
        serde_json::from_value(value)
            .map_err(|error| {
                self.errors.push(FileError::new(
                    self.file,
                    None,
                    section,
                    error.to_string(),
                    "give a cube this version can read",
                ))
            })
            .ok()
    }

    /// The tree, the former municipalities with their names, and where each group is.
    fn places(&self, groups: &[Group]) -> Result<(Tree, BTreeMap<String, String>, Spots), FileErrors> {
        let refuse = |problem: String| {
            FileErrors::from(FileError::new(self.file, None, "groups", problem, "seal the wave again"))
        };
        let is = |group: &Group, kind: &str| group.kind.as_str() == Some(kind) || group.kind.get(kind).is_some();
        let (mut places, mut place_of) = (Vec::new(), BTreeMap::new());
        for (index, group) in groups.iter().enumerate() {
            let plain = group.former_municipality.is_none() && group.role.is_none();
            let kind = if (is(group, "total") || is(group, "unit")) && plain {
                PlaceKind::Unit
            } else if is(group, "service_area") && plain {
                PlaceKind::Area
            } else {
                continue;
            };
            let parent = group.parent.filter(|_| kind == PlaceKind::Unit && !is(group, "total"));
            let parent = parent
                .map(|parent| {
                    place_of
                        .get(&parent)
                        .copied()
                        .ok_or_else(|| refuse(format!("group {} stands before the one above it", group.id)))
                })
                .transpose()?;
            place_of.insert(index, places.len());
            places.push(Place {
                id: group.id.clone(),
                name: group.name.clone(),
                parent,
                area: group.service_area.clone(),
                kind,
            });
        }
        let tree = Tree::new(places).map_err(|error| refuse(error.to_string()))?;
        let root = tree.find(WHOLE).unwrap_or(0);
        let listed: Vec<&Group> = groups.iter().filter(|group| is(group, "former_municipality")).collect();
        let id = |group: &Group| group.id.strip_prefix("former_municipality:").unwrap_or(&group.id).to_owned();
        let former = |index: Option<usize>| match index {
            None => Some(WHOLE.to_owned()),
            Some(index) => listed
                .iter()
                .find(|group| group.former_municipality == Some(index))
                .or(listed.get(index))
                .map(|group| id(group)),
        };
        let spots = groups.iter().enumerate().map(|(index, group)| {
            let role = group.role.clone().unwrap_or_else(|| WHOLE.to_owned());
            if is(group, "former_municipality") {
                return Some((root, id(group), role));
            }
            let known = is(group, "total") || is(group, "unit") || is(group, "service_area");
            // A group that crosses a place with a former municipality has that place as its parent.
            let place = place_of.get(&index).or_else(|| group.parent.and_then(|parent| place_of.get(&parent)));
            place
                .filter(|_| known)
                .copied()
                .zip(former(group.former_municipality))
                .map(|(place, former)| (place, former, role))
        });
        let formers = listed.iter().map(|group| (id(group), group.name.clone())).collect();
        Ok((tree, formers, spots.collect()))
    }
}

/// A printed placement: group, measure, value.
type Placed = (usize, Measure, f64);

/// The cells, as they come.
struct Cells {
    spots: Spots,
    wave: String,
    cells: Vec<Cell>,
}

impl Cells {
    fn push(&mut self, group: usize, measure: &Measure, state: State) {
        if let Some((place, former, role)) = self.spots.get(group).cloned().flatten() {
            self.cells.push(Cell { place, former, role, measure: measure.clone(), state });
        }
    }

    fn mean(&mut self, group: usize, measure: &Measure, cell: Seen<(u64, f64)>) {
        let state = match cell {
            Seen::Shown((n, mean)) => {
                let value = Range::around(mean, EXACT);
                State::Shown { n: Some(n), value, sum: sum_of_mean(measure, Some(n), value) }
            }
            Seen::Withheld(word) => State::Hidden(mark(&word).unwrap_or(Mark::Withheld)),
        };
        self.push(group, measure, state);
    }

    fn score(&mut self, entry: Entry<Score>) {
        let Entry { group, scale, cell, .. } = entry;
        let measure = |statistic: &str| Measure { wave: self.wave.clone(), name: format!("{scale}{statistic}") };
        let (mean, sd, favourable, distribution) =
            (measure(""), measure(".sd"), measure(".favourable"), measure(".distribution"));
        if let Seen::Shown(score) = &cell {
            // Hidden for another threshold than the mean's: the mark bounds nothing here, so it is read as a plain one.
            let hidden = State::Hidden(Mark::Withheld);
            let shown = |measure: &Measure, value: f64| {
                let value = Range::around(value, EXACT);
                State::Shown { n: Some(score.n), value, sum: sum_of_mean(measure, Some(score.n), value) }
            };
            let squares = |sd: f64| {
                let n = people(score.n);
                let middle = (n - 1.0) * sd * sd + n * score.mean * score.mean;
                State::Shown {
                    n: Some(score.n),
                    value: Range::around(sd, EXACT),
                    sum: Some(Range::around(middle, EXACT * n)),
                }
            };
            let of = |measure: &Measure, seen: &Option<Seen<f64>>, state: &dyn Fn(f64) -> State| {
                seen.as_ref()
                    .map(|seen| (measure.clone(), if let Seen::Shown(value) = seen { state(*value) } else { hidden }))
            };
            let mean_of_shares =
                |shares: &Vec<Share>| shares.iter().map(|share| f64::from(share.point) * share.share).sum();
            let favourable_value = score.favourable.as_ref().map(|seen| match seen {
                Seen::Shown(estimate) => Seen::Shown(estimate.value),
                Seen::Withheld(mark) => Seen::Withheld(mark.clone()),
            });
            let distribution_value = score.distribution.as_ref().map(|seen| match seen {
                Seen::Shown(shares) => Seen::Shown(mean_of_shares(shares)),
                Seen::Withheld(mark) => Seen::Withheld(mark.clone()),
            });
            let further = [
                of(&sd, &score.sd, &squares),
                of(&favourable, &favourable_value, &|value| shown(&favourable, value)),
                of(&distribution, &distribution_value, &|value| shown(&distribution, value)),
            ];
            further.into_iter().flatten().for_each(|(measure, state)| self.push(group, &measure, state));
        } else {
            for measure in [&sd, &favourable, &distribution] {
                self.push(group, measure, State::Hidden(Mark::Withheld));
            }
        }
        self.mean(group, &mean, cell.map(|score| (score.n, score.mean)));
    }

    /// Absence: its people are employees, and what adds up is days; the agreed days stand for the sum, since nobody has none.
    fn absence(&mut self, entry: Entry<Absence>) {
        let wave = if entry.month.is_empty() { self.wave.clone() } else { entry.month };
        let measure = Measure { wave, name: "absence".to_owned() };
        let state = match entry.cell {
            Seen::Shown(absence) => {
                let sum = absence.agreed.parse().ok().map(|days| Range::around(days, EXACT));
                State::Shown { n: Some(absence.employees), value: Range::around(absence.percent, EXACT), sum }
            }
            Seen::Withheld(word) => State::Hidden(mark(&word).unwrap_or(Mark::Withheld)),
        };
        self.push(entry.group, &measure, state);
    }

    /// Placements print the value they place. Where an indicator's value for the whole is the scale's mean, its values are that measure's.
    fn benchmarks(&mut self, benchmarks: Vec<Benchmark>) {
        let mut shown: BTreeMap<(&Measure, usize, &str, &str), Range> = BTreeMap::new();
        for cell in &self.cells {
            if let State::Shown { value, .. } = cell.state {
                shown.insert((&cell.measure, cell.place, &cell.former, &cell.role), value);
            }
        }
        let name = |basis: &Value| match basis.get("scale").and_then(Value::as_str).or(basis.as_str()) {
            Some("external") | None => None,
            Some(name) => Some(Measure { wave: self.wave.clone(), name: name.to_owned() }),
        };
        // An indicator is the measure itself only if every value both print is the same.
        let mut same: BTreeMap<(usize, usize), (bool, Vec<Placed>)> = BTreeMap::new();
        for benchmark in benchmarks {
            let Seen::Shown(Estimate { value }) = benchmark.placement else { continue };
            let Some(measure) = name(&benchmark.basis) else { continue };
            let spot = self.spots.get(benchmark.group).cloned().flatten();
            let known = spot.and_then(|(place, former, role)| {
                shown.get(&(&measure, place, former.as_str(), role.as_str())).copied()
            });
            let entry = same.entry((benchmark.plan, benchmark.indicator)).or_insert((false, Vec::new()));
            entry.0 |= known.is_some_and(|known| known.meets(Range::around(value, EXACT)));
            entry.1.push((benchmark.group, measure, value));
        }
        let cells: Vec<Placed> =
            same.into_values().filter(|(is_same, _)| *is_same).flat_map(|(_, cells)| cells).collect();
        for (group, measure, value) in cells {
            self.push(group, &measure, State::Shown { n: None, value: Range::around(value, EXACT), sum: None });
        }
    }
}
