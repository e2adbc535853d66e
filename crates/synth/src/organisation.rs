//! The municipality's units before and after the merger, and which became which.

use crate::apportion::{apportion, crossing, rounded};
use crate::blueprint::{AREAS, Area, FORMERS, KINDS, Kind, Origin};
use crate::draws::Draws;
use std::collections::BTreeMap;
use survey::{Month, UnitId};

/// The day from which the register knows the old units.
const OLD_FROM: &str = "2017-01-01";
/// The day of the merger.
const MERGER: &str = "2020-01-01";
/// The year of the merger.
pub(crate) const MERGER_YEAR: i32 = 2020;
/// The unit above all others, before and after.
const TOP: &str = "kommunen";
/// Fewest people in a place of work.
const SIZE_MIN: f64 = 4.0;
/// Most people in a place of work, for the usual number of employees.
const SIZE_MAX: f64 = 60.0;
/// A smaller part of a new unit than this came from its old municipality's pooled services.
const OLD_UNIT_MIN: u32 = 6;

/// Employees of one place of work by former municipality, in the order of [`FORMERS`].
pub(crate) type Staff = [u32; 4];

/// A unit that people work in.
#[derive(Clone, Debug)]
pub(crate) struct Workplace {
    pub(crate) unit: UnitId,
    /// Position in [`AREAS`].
    pub(crate) area: usize,
    pub(crate) position_percent: u32,
    pub(crate) certified_percent: f64,
    /// People at the merger, by former municipality.
    at_merger: Staff,
    /// How much faster than usual people are replaced.
    turnover: f64,
    /// The former municipality that people move here from, if everybody here came from another one.
    movers_from: Option<usize>,
}

/// All places of work on one side of the merger, and how many of whose people came from which old place.
pub(crate) struct Organisation {
    pub(crate) units_csv: String,
    pub(crate) lineage_csv: String,
    pub(crate) before: Vec<Workplace>,
    pub(crate) after: Vec<Workplace>,
    /// For each new place of work: old places and the people who came from them.
    pub(crate) origins: Vec<Vec<(usize, u32)>>,
    /// Every establishment of the new municipality, with the usual certified absence of its kind in percent.
    pub(crate) establishments: Vec<(String, f64)>,
}

impl Workplace {
    /// Who works here in a month: the former municipalities' people give way to those employed after the merger.
    pub(crate) fn staff(&self, month: Month) -> Staff {
        let since_merger = (month.year() - MERGER_YEAR) * 12 + i32::from(month.month()) - 1;
        if since_merger <= 0 {
            return self.at_merger;
        }
        let size: u32 = self.at_merger.iter().sum();
        let people = f64::from(size);
        let hired = rounded(people * (0.0075 * self.turnover * f64::from(since_merger)).min(0.8));
        let moving = if self.movers_from.is_some() { (0.0014 * f64::from(since_merger)).min(0.1) } else { 0.0 };
        let moved = rounded(people * moving).min(size.saturating_sub(hired));
        let remaining = size.saturating_sub(hired).saturating_sub(moved);
        let kept = apportion(remaining, &self.at_merger.map(f64::from));
        let mut staff = self.at_merger;
        for (former, (place, kept)) in staff.iter_mut().zip(kept).enumerate() {
            *place = kept + if self.movers_from == Some(former) { moved } else { 0 };
        }
        let [.., after] = &mut staff;
        *after += hired;
        staff
    }
}

/// A row of the unit register.
struct Row<'a> {
    unit: &'a str,
    name: &'a str,
    parent: &'a str,
    area: Option<usize>,
    unit_type: &'a str,
    former: Option<usize>,
}

/// The register while it is written: units are written once, parents first.
struct Register {
    units_csv: String,
    lineage_csv: String,
}

impl Register {
    fn new() -> Self {
        Self {
            units_csv: "unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to\n".to_owned(),
            lineage_csv: "old_unit,new_unit,share\n".to_owned(),
        }
    }

    fn write(&mut self, row: &Row<'_>, valid_from: &str, valid_to: &str) {
        let area = row.area.and_then(|area| AREAS.get(area)).map_or("", |area| area.name);
        let former = row.former.and_then(|former| FORMERS.get(former)).map_or("", |former| former.code);
        let values = [row.unit, row.name, row.parent, area, row.unit_type, former, valid_from, valid_to];
        self.units_csv.push_str(&values.map(quoted).join(","));
        self.units_csv.push('\n');
    }

    /// An old unit and the people who went to each unit that it became. One that became a single unit went there whole,
    /// and no share needs to be stated.
    fn write_old(&mut self, row: &Row<'_>, successors: &[(&str, u32)]) {
        self.write(row, OLD_FROM, MERGER);
        let people: Vec<f64> = successors.iter().map(|(_, people)| f64::from(*people)).collect();
        let millionths = apportion(1_000_000, &people);
        for ((successor, _), share) in successors.iter().zip(millionths) {
            let share = if successors.len() > 1 { format!("0.{share:06}") } else { String::new() };
            self.lineage_csv.push_str(&format!("{},{successor},{share}\n", row.unit));
        }
    }
}

/// A value as it stands in a CSV file.
fn quoted(value: &str) -> String {
    if value.contains([',', '"']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value.to_owned() }
}

/// A place of work of the new municipality while it is planned.
struct Planned {
    kind: &'static Kind,
    /// The establishment it belongs to, as a position among all establishments.
    establishment: usize,
    id: String,
    name: String,
    home: Option<usize>,
    size: u32,
}

/// A school, a nursing home, a service: what stands right under a service area.
struct Establishment {
    kind: &'static Kind,
    id: String,
    name: &'static str,
    home: Option<usize>,
}

/// Builds both trees for so many employees.
pub(crate) fn organisation(employees: u32, draws: &mut Draws) -> Organisation {
    let establishments = establishments();
    let planned = planned(&establishments, employees, draws);
    let mut register = Register::new();
    let top = |name| Row { unit: TOP, name, parent: "", area: None, unit_type: "kommune", former: None };
    register.write(&top("Asker, Røyken og Hurum"), OLD_FROM, MERGER);
    register.write(&top("Asker kommune"), MERGER, "");

    let old = old_places(&planned, &establishments);
    write_old_units(&mut register, &old, &establishments);
    write_new_units(&mut register, &planned, &establishments);

    let positions: BTreeMap<&str, usize> = old.iter().enumerate().map(|(at, place)| (place.id.as_str(), at)).collect();
    let mut after = Vec::new();
    let mut origins = Vec::new();
    for (at, place) in planned.iter().enumerate() {
        let at_merger = staff_at_merger(place);
        let turnover = 0.7 + 0.6 * draws.uniform();
        let movers_from = place.home.map(|home| if home == 0 { 1 } else { 0 });
        after.push(workplace(&place.id, place.kind, at_merger, turnover, movers_from));
        let from = old.iter().filter_map(|old| {
            let people = old.parts.iter().filter(|(new, _)| *new == at).map(|(_, people)| people).sum::<u32>();
            (people > 0).then(|| positions.get(old.id.as_str()).map(|position| (*position, people)))?
        });
        origins.push(from.collect());
    }
    let before = old.iter().map(|place| {
        let mut staff = [0; 4];
        if let Some(count) = staff.get_mut(place.former) {
            *count = place.parts.iter().map(|(_, people)| people).sum();
        }
        workplace(&place.id, place.kind, staff, 1.0, None)
    });
    Organisation {
        before: before.collect(),
        after,
        origins,
        establishments: establishments.iter().map(|one| (one.id.clone(), one.kind.certified_percent)).collect(),
        units_csv: register.units_csv,
        lineage_csv: register.lineage_csv,
    }
}

fn workplace(id: &str, kind: &Kind, at_merger: Staff, turnover: f64, movers_from: Option<usize>) -> Workplace {
    Workplace {
        unit: crate::ids::unit(id),
        area: kind.area,
        position_percent: kind.position_percent,
        certified_percent: kind.certified_percent,
        at_merger,
        turnover,
        movers_from,
    }
}

/// Every establishment with its former municipality, spread so that each municipality gets its share of each kind.
fn establishments() -> Vec<Establishment> {
    let mut establishments = Vec::new();
    let mut numbers = [0_u32; AREAS.len()];
    for kind in KINDS {
        let mut placed = [0.0; 3];
        for name in kind.names {
            let home = (kind.origin == Origin::Local).then(|| neediest(&mut placed));
            let (code, number) = AREAS.iter().zip(&mut numbers).nth(kind.area).map_or(("", 0), |(area, number)| {
                *number += 1;
                (area.code, *number)
            });
            establishments.push(Establishment { kind, id: format!("{code}-{number:02}"), name, home });
        }
    }
    establishments
}

/// The former municipality that is furthest below its share.
fn neediest(placed: &mut [f64; 3]) -> usize {
    let total = placed.iter().sum::<f64>() + 1.0;
    let missing = |(placed, former): (&f64, &crate::blueprint::Former)| former.share * total - placed;
    let lacks = placed.iter().zip(&FORMERS).map(missing);
    let neediest = lacks.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(former, _)| former);
    if let Some(count) = placed.get_mut(neediest) {
        *count += 1.0;
    }
    neediest
}

/// Every place of work with its size: skewed, between the smallest and the largest, adding up to all employees.
fn planned(establishments: &[Establishment], employees: u32, draws: &mut Draws) -> Vec<Planned> {
    let mut planned = Vec::new();
    for (at, establishment) in establishments.iter().enumerate() {
        let Establishment { kind, id, name, home } = establishment;
        let place = |id, name| Planned { kind, establishment: at, id, name, home: *home, size: 0 };
        if kind.departments.is_empty() {
            planned.push(place(id.clone(), (*name).to_owned()));
        }
        for (number, department) in (1..).zip(kind.departments) {
            planned.push(place(format!("{id}-{number}"), format!("{name}, {department}")));
        }
    }
    let by_area = apportion(employees, &AREAS.map(|area| area.share));
    let size_max = SIZE_MAX.max(2.25 * f64::from(employees) / planned.len() as f64);
    for (area, people) in by_area.into_iter().enumerate() {
        let members: Vec<&mut Planned> = planned.iter_mut().filter(|place| place.kind.area == area).collect();
        let appetites: Vec<f64> = members.iter().map(|place| place.kind.size * (0.55 * draws.normal()).exp()).collect();
        let sizes = |scale: f64| appetites.iter().map(move |appetite| (scale * appetite).clamp(SIZE_MIN, size_max));
        let scale = crossing(0.0, 100.0 * size_max, |scale| sizes(scale).sum::<f64>() - f64::from(people));
        let sizes = apportion(people, &sizes(scale).collect::<Vec<_>>());
        for (place, size) in members.into_iter().zip(sizes) {
            place.size = size;
        }
    }
    planned
}

fn staff_at_merger(place: &Planned) -> Staff {
    let mut staff = [0; 4];
    match place.home {
        Some(home) => {
            if let Some(count) = staff.get_mut(home) {
                *count = place.size;
            }
        }
        None => {
            let shares = apportion(place.size, &FORMERS.map(|former| former.share));
            for (count, share) in staff.iter_mut().zip(shares) {
                *count = share;
            }
        }
    }
    staff
}

/// A place of work of a former municipality.
struct OldPlace {
    id: String,
    name: String,
    kind: &'static Kind,
    former: usize,
    /// The establishment above it, if it is a department of one.
    establishment: Option<usize>,
    /// New places of work and the people who went there.
    parts: Vec<(usize, u32)>,
    successors: Vec<String>,
}

/// Goes back from the new places of work to the old ones.
///
/// A department of a local establishment was the same before, but in some establishments the first two departments were
/// one. A shared place of work was put together from the three municipalities; where a municipality had only a few
/// people in the service, they belonged to its pooled services, which were divided.
fn old_places(planned: &[Planned], establishments: &[Establishment]) -> Vec<OldPlace> {
    let mut old: Vec<OldPlace> = Vec::new();
    let mut positions: BTreeMap<String, usize> = BTreeMap::new();
    for (at, place) in planned.iter().enumerate() {
        let Some(establishment) = establishments.get(place.establishment) else { continue };
        for (former, people) in staff_at_merger(place).into_iter().enumerate().filter(|(_, people)| *people > 0) {
            let Some(municipality) = FORMERS.get(former) else { continue };
            let code = municipality.code;
            let department = (!place.kind.departments.is_empty()).then_some(place.establishment);
            let (id, name, above) = if place.home.is_none() && people < OLD_UNIT_MIN {
                let area = AREAS.get(place.kind.area);
                let id = format!("{code}-{}-felles", area.map_or("", |area| area.code));
                (
                    id,
                    format!("Fellestjenester {}, {}", lowered(area.map_or("", |area| area.name)), municipality.name),
                    None,
                )
            } else if let Some(twin) = twin_before(planned, at) {
                (format!("{code}-{}", twin.id), format!("{}, fellesavdeling", establishment.name), department)
            } else if place.home.is_some() {
                (format!("{code}-{}", place.id), place.name.clone(), department)
            } else {
                (format!("{code}-{}", place.id), format!("{}, {}", place.name, municipality.name), department)
            };
            let position = *positions.entry(id.clone()).or_insert(old.len());
            if position == old.len() {
                let kind = place.kind;
                let (parts, successors) = (Vec::new(), Vec::new());
                old.push(OldPlace { id, name, kind, former, establishment: above, parts, successors });
            }
            if let Some(found) = old.get_mut(position) {
                found.parts.push((at, people));
                found.successors.push(place.id.clone());
            }
        }
    }
    old
}

/// The first of two departments that were one before the merger, if this is one of the two.
fn twin_before(planned: &[Planned], at: usize) -> Option<&Planned> {
    let place = planned.get(at)?;
    let firsts = planned.iter().filter(|other| other.establishment == place.establishment).take(2);
    let [first, second] = firsts.collect::<Vec<_>>().try_into().ok()?;
    let were_one =
        place.home.is_some() && place.establishment % 5 == 2 && first.size + second.size <= rounded(SIZE_MAX);
    (were_one && (place.id == first.id || place.id == second.id)).then_some(first)
}

fn lowered(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

fn write_old_units(register: &mut Register, old: &[OldPlace], establishments: &[Establishment]) {
    for (former, municipality) in FORMERS.iter().enumerate().filter(|(_, municipality)| municipality.merged) {
        let code = municipality.code;
        let top = format!("gamle-{code}");
        let name = format!("{} kommune før 2020", municipality.name);
        let row = Row { unit: &top, name: &name, parent: TOP, area: None, unit_type: "kommune", former: Some(former) };
        register.write_old(&row, &[(TOP, 1)]);
        let mine = || old.iter().filter(|place| place.former == former);
        for (at, establishment) in establishments.iter().enumerate() {
            if !mine().any(|place| place.establishment == Some(at)) {
                continue;
            }
            let (id, area) = (format!("{code}-{}", establishment.id), Some(establishment.kind.area));
            let name = match establishment.home {
                Some(_) => establishment.name.to_owned(),
                None => format!("{}, {}", establishment.name, municipality.name),
            };
            let unit_type = establishment.kind.unit_type;
            let row = Row { unit: &id, name: &name, parent: &top, area, unit_type, former: Some(former) };
            register.write_old(&row, &[(&establishment.id, 1)]);
        }
        for place in mine() {
            let above = place.establishment.and_then(|at| establishments.get(at));
            let parent = above.map_or_else(|| top.clone(), |above| format!("{code}-{}", above.id));
            let people = place.parts.iter().map(|(_, people)| *people);
            let successors: Vec<(&str, u32)> = place.successors.iter().map(String::as_str).zip(people).collect();
            let (area, unit_type) = (Some(place.kind.area), place.kind.unit_type);
            let row =
                Row { unit: &place.id, name: &place.name, parent: &parent, area, unit_type, former: Some(former) };
            register.write_old(&row, &successors);
        }
    }
}

fn write_new_units(register: &mut Register, planned: &[Planned], establishments: &[Establishment]) {
    for (area, Area { code, name, .. }) in AREAS.iter().enumerate() {
        let row = Row { unit: code, name, parent: TOP, area: Some(area), unit_type: "kommunalområde", former: None };
        register.write(&row, MERGER, "");
        for (at, establishment) in establishments.iter().enumerate().filter(|(_, found)| found.kind.area == area) {
            let (unit_type, former) = (establishment.kind.unit_type, establishment.home);
            let (unit, name) = (establishment.id.as_str(), establishment.name);
            register.write(&Row { unit, name, parent: code, area: Some(area), unit_type, former }, MERGER, "");
            for place in planned.iter().filter(|place| place.establishment == at && place.id != establishment.id) {
                let (unit, name) = (place.id.as_str(), place.name.as_str());
                let row = Row { unit, name, parent: &establishment.id, area: Some(area), unit_type, former };
                register.write(&row, MERGER, "");
            }
        }
    }
}

/// The former municipalities in display order, as a file.
pub(crate) fn former_municipalities_csv() -> String {
    let rows = FORMERS.iter().map(|former| format!("{},{},{}\n", former.code, quoted(former.name), former.merged));
    std::iter::once("id,name,merged\n".to_owned()).chain(rows).collect()
}
