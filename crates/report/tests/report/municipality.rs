//! A synthetic municipality, counted and sealed by the shortest way, so that the report meets real shapes: withheld cells, many units, three waves.

use std::collections::{BTreeMap, BTreeSet};

use absence::{AbsenceSum, AbsenceTable, Period};
use counts::{NO_ANSWER, ScaleCounts, ScaleShape};
use disclosure::{
    AbsenceFinding, Basis, Comparison, CourseFinding, Draft, DraftBenchmark, DraftRegisters, Family, FigureFinding,
    Group, GroupIndex, GroupKind, Header, Inner, InnerName, MixAndRate, PlanText, Rule, ScaleText, Sealed, Table,
    Target, Targets, WaveLabel, words_of_work,
};
use indices::{ScaleFinding, ScaleQuality};
use plan::{Measure, Plan};
use survey::{
    Answer, FormerMunicipalityId, Instrument, Month, Organisation, Record, Register, RoleClass, ScaleId, Source,
    UnitId, UnitIndex,
};

/// The name of a unit that must never reach a page as it is.
pub(crate) const HOSTILE_NAME: &str = "<b>&amp & \"Sjøstrand\" <script>";

/// The sealed cube of a municipality with this many employees.
pub(crate) fn sealed(employees: u32) -> Sealed {
    draft(employees).seal(Rule::house()).unwrap()
}

/// The same, not yet sealed.
pub(crate) fn draft(employees: u32) -> Draft {
    let instrument = survey::mestring().unwrap();
    let drawn = synth::municipality(&synth::Settings { seed: 2020, employees }, &instrument);
    let units_csv = with_hostile_name(&drawn.units_csv);
    let register = Register::from_csv(
        Source { file: "units.csv", text: &units_csv },
        Source { file: "former.csv", text: &drawn.former_municipalities_csv },
        Source { file: "lineage.csv", text: &drawn.lineage_csv },
    )
    .unwrap();
    let absence = AbsenceTable::from_csv(Source { file: "absence.csv", text: &drawn.absence_csv }).unwrap();
    let (current, past) = drawn.waves.split_last().unwrap();
    let organisation = register.at(current.wave.reference_date).unwrap();
    let places = Places::of(&register, &organisation);
    let plans = [plan::shipped::asker_2017_2020().unwrap(), plan::shipped::temaplan_2020_2023().unwrap()];

    let answers = with_work(&current.answers);
    let counted = count(&instrument, &answers, &places);
    let mut trend = BTreeMap::new();
    for (position, wave) in past.iter().enumerate() {
        for ((scale, group), finding) in
            findings(&instrument, &count(&instrument, &without_work(&wave.answers), &places))
        {
            if is_wide(&places.groups[group.get()]) {
                trend.insert((position, scale, group), finding);
            }
        }
    }
    let mut participation = BTreeMap::<GroupIndex, (u64, u64)>::new();
    for (unit, former) in &current.invited {
        for group in places.containing(unit, former, None) {
            participation.entry(group).or_default().0 += 1;
        }
    }
    for record in &current.answers {
        for group in places.containing(&record.unit, &record.former_municipality, None) {
            participation.entry(group).or_default().1 += 1;
        }
    }
    let scores = findings(&instrument, &counted);
    let (absence_year, absence_months, by_month) = absences(&absence, &places, current.wave.reference_date.month_of());
    let end = current.wave.reference_date.month_of();
    let absence_course = course(&absence, &places, end);
    let year_start = Month::new(end.year() - 1, end.month()).unwrap();
    let benchmarks = benchmarks(&plans, &places, &scores, &absence_year, &by_month);
    let mut inner = Inner::default();
    add_answers(&mut inner, &instrument, &answers, &places, Table::Scale);
    for (position, wave) in past.iter().enumerate() {
        add_answers(&mut inner, &instrument, &without_work(&wave.answers), &places, |scale| {
            Table::Trend(position, scale)
        });
    }
    for (unit, former) in &current.invited {
        inner.add(Table::Invited, &name(unit, former, None), &places.containing(unit, former, None), 1);
    }
    for row in absence.rows().iter().filter(|row| row.month() < end) {
        let name = name(row.unit(), row.former_municipality(), None);
        let within = places.containing(row.unit(), row.former_municipality(), None);
        inner.add(Table::AbsenceMonth(row.month()), &name, &within, row.employees().into());
        if row.month() >= year_start {
            inner.add(Table::AbsenceYear, &name, &within, row.employees().into());
        }
    }
    let registers = registers(&drawn, &register, &places, current.wave.reference_date.year(), &mut inner);
    Draft {
        inner,
        header: Header::of(&current.wave, &instrument),
        scales: instrument.scales().iter().map(|scale| ScaleText::of(&instrument, scale)).collect(),
        waves: past.iter().map(|wave| WaveLabel::of(&wave.wave)).collect(),
        plans: plans.iter().map(PlanText::of).collect(),
        quality: quality(&instrument, &counted, &places),
        groups: places.groups.clone(),
        families: places.families.clone(),
        scores,
        participation,
        absence_year_months: absence_months
            .keys()
            .map(|(_, month)| *month)
            .filter(|month| *month >= year_start)
            .collect(),
        absence_year,
        absence_months,
        absence_course,
        trend,
        benchmarks,
        registers,
        merger: None,
        programme: None,
    }
}

/// Register figures and targets, summed by the shortest way.
fn registers(
    drawn: &synth::Municipality,
    register: &Register,
    places: &Places<'_>,
    year: i32,
    inner: &mut Inner,
) -> DraftRegisters {
    let asked: BTreeSet<plan::Figure> = plan::Figure::ALL.into();
    let source = |file, text| Source { file, text };
    let known = plan::Known { register, figures: &asked };
    let figures = plan::FigureTable::from_csv(source("figures.csv", &drawn.figures_csv), known).unwrap();
    let targets = plan::TargetTable::from_csv(source("targets.csv", &drawn.targets_csv), register).unwrap();
    let mut found = BTreeMap::new();
    for row in figures.rows() {
        let name = name(row.unit(), row.former_municipality(), None);
        let within = places.containing(row.unit(), row.former_municipality(), None);
        let (figure, year) = (row.figure(), row.year());
        inner.add(Table::Figure(figure, year), &name, &within, row.denominator());
        if figure.counts_heads() {
            let counted = row.numerator() / plan::PARTS;
            inner.add(Table::FigureCounted(figure, year), &name, &within, counted);
            inner.add(Table::FigureLeft(figure, year), &name, &within, row.denominator() - counted);
        }
        for group in within {
            let sums = found.entry((row.figure(), row.year(), group)).or_insert_with(|| FigureFinding {
                numerator: 0,
                denominator: 0,
                sources: BTreeSet::from([row.source().to_owned()]),
                vintage: row.vintage(),
            });
            sums.numerator += row.numerator();
            sums.denominator += row.denominator();
        }
    }
    let target =
        |(unit, percent)| Target::new(GroupIndex::new(places.organisation.index_of(unit).unwrap().get()), percent);
    let of_units = targets.in_year(year).map(target).collect();
    DraftRegisters { figures: found, targets: Some(Targets { year, of_units }) }
}

/// Gives the last unit of the file a name with markup in it.
fn with_hostile_name(units_csv: &str) -> String {
    let mut lines: Vec<String> = units_csv.lines().map(str::to_owned).collect();
    let last = lines.last_mut().unwrap();
    let mut fields: Vec<String> = last.split(',').map(str::to_owned).collect();
    fields[1] = format!("\"{}\"", HOSTILE_NAME.replace('"', "\"\""));
    *last = fields.join(",");
    lines.join("\n") + "\n"
}

/// Where everybody belongs.
struct Places<'a> {
    register: &'a Register,
    organisation: &'a Organisation,
    groups: Vec<Group>,
    families: Vec<Family>,
    areas: BTreeMap<String, GroupIndex>,
    former: BTreeMap<String, GroupIndex>,
    types: BTreeMap<String, GroupIndex>,
    roles: BTreeMap<RoleClass, GroupIndex>,
    /// By place, and by the group that it is crossed with.
    crosses: BTreeMap<(GroupIndex, GroupIndex), GroupIndex>,
}

impl<'a> Places<'a> {
    fn of(register: &'a Register, organisation: &'a Organisation) -> Places<'a> {
        let mut groups = Vec::new();
        let mut families = Vec::new();
        for index in organisation.indices() {
            let unit = organisation.unit(index);
            let depth = u8::try_from(organisation.depth(index)).unwrap();
            groups.push(Group {
                id: unit.id().to_string(),
                kind: if depth == 0 { GroupKind::Total } else { GroupKind::Unit { depth } },
                name: unit.name().to_owned(),
                parent: organisation.parent(index).map(|parent| GroupIndex::new(parent.get())),
                unit_type: Some(unit.unit_type().as_str().to_owned()),
                service_area: organisation.service_area(index).map(|area| area.as_str().to_owned()),
                former_municipality: None,
                role: None,
            });
            let members: Vec<GroupIndex> =
                organisation.children(index).iter().map(|child| GroupIndex::new(child.get())).collect();
            if !members.is_empty() {
                families.push(Family { parent: GroupIndex::new(index.get()), members });
            }
        }
        let wide = |groups: &mut Vec<Group>, id: &str, name: &str, kind, former_municipality| {
            let parent = Some(GroupIndex::new(0));
            groups.push(Group {
                id: id.to_owned(),
                kind,
                name: name.to_owned(),
                parent,
                unit_type: None,
                service_area: None,
                former_municipality,
                role: None,
            });
            GroupIndex::new(groups.len() - 1)
        };
        let mut areas = BTreeMap::new();
        for area in organisation.service_areas() {
            let id = format!("service_area:{}", area.as_str());
            let index = wide(&mut groups, &id, area.as_str(), GroupKind::ServiceArea, None);
            areas.insert(area.as_str().to_owned(), index);
        }
        let mut types = BTreeMap::new();
        for unit in organisation.indices().filter(|unit| organisation.depth(*unit) == 2) {
            let unit_type = organisation.unit(unit).unit_type().as_str();
            let id = format!("unit_type:{unit_type}");
            let index = *types
                .entry(unit_type.to_owned())
                .or_insert_with(|| wide(&mut groups, &id, unit_type, GroupKind::UnitType, None));
            groups[index.get()].unit_type = Some(unit_type.to_owned());
            match families.iter_mut().find(|family| family.parent == index) {
                Some(family) => family.members.push(GroupIndex::new(unit.get())),
                None => families.push(Family { parent: index, members: vec![GroupIndex::new(unit.get())] }),
            }
        }
        let mut former = BTreeMap::new();
        for (place, municipality) in organisation.former_municipalities().iter().enumerate() {
            let id = format!("former_municipality:{}", municipality.id());
            let place = u8::try_from(place).ok();
            let index = wide(&mut groups, &id, municipality.name(), GroupKind::FormerMunicipality, place);
            former.insert(municipality.id().to_string(), index);
        }
        let mut roles = BTreeMap::new();
        for role in RoleClass::ALL {
            let name = words_of_work(role, survey::Language::Nb);
            let index = wide(&mut groups, &format!("role_class:{role}"), name, GroupKind::RoleClass, None);
            groups[index.get()].role = Some(role);
            roles.insert(role, index);
        }
        for members in [&areas, &former, &types] {
            families.push(Family { parent: GroupIndex::new(0), members: members.values().copied().collect() });
        }
        families.push(Family { parent: GroupIndex::new(0), members: roles.values().copied().collect() });
        let is_sector = |place: &usize| groups[*place].kind == GroupKind::Unit { depth: 1 };
        let sectors: Vec<GroupIndex> = (0..groups.len()).filter(is_sector).map(GroupIndex::new).collect();
        let slices: Vec<GroupIndex> = former.values().chain(roles.values()).copied().collect();
        let crosses = crosses(&mut groups, sectors.iter().chain(areas.values()), &slices);
        let part = |place: &GroupIndex, slice: &GroupIndex| crosses[&(*place, *slice)];
        for place in sectors.iter().chain(areas.values()) {
            for slices in [former.values().collect::<Vec<_>>(), roles.values().collect()] {
                let members = slices.iter().map(|slice| part(place, slice)).collect();
                families.push(Family { parent: *place, members });
            }
        }
        for slice in &slices {
            families.push(Family { parent: *slice, members: sectors.iter().map(|place| part(place, slice)).collect() });
            families.push(Family { parent: *slice, members: areas.values().map(|place| part(place, slice)).collect() });
        }
        Places { register, organisation, groups, families, areas, former, types, roles, crosses }
    }

    fn containing(&self, unit: &UnitId, former: &FormerMunicipalityId, role: Option<RoleClass>) -> Vec<GroupIndex> {
        let unit = self.register.lineage().target(unit, self.organisation).unwrap();
        let line: Vec<UnitIndex> = std::iter::once(unit).chain(self.organisation.ancestors(unit)).collect();
        let mut groups: Vec<GroupIndex> = line.iter().map(|unit| GroupIndex::new(unit.get())).collect();
        groups.extend(self.organisation.service_area(unit).and_then(|area| self.areas.get(area.as_str())));
        groups.extend(self.former.get(former.as_str()));
        // Everything below an establishment is of its type.
        let establishment = line.iter().find(|unit| self.organisation.depth(**unit) == 2);
        let unit_type = establishment.map(|unit| self.organisation.unit(*unit).unit_type().as_str());
        groups.extend(unit_type.and_then(|unit_type| self.types.get(unit_type)));
        let role = role.map(|role| self.roles[&role]);
        let slices = [self.former.get(former.as_str()).copied(), role];
        let crossed = |place: &GroupIndex| {
            slices
                .into_iter()
                .flatten()
                .filter_map(|slice| self.crosses.get(&(*place, slice)).copied())
                .collect::<Vec<_>>()
        };
        let crossed: Vec<GroupIndex> = groups.iter().flat_map(crossed).collect();
        groups.extend(role);
        groups.extend(crossed);
        groups
    }
}

/// A group for those of each place in each slice.
fn crosses<'p>(
    groups: &mut Vec<Group>,
    places: impl Iterator<Item = &'p GroupIndex>,
    slices: &[GroupIndex],
) -> BTreeMap<(GroupIndex, GroupIndex), GroupIndex> {
    let mut crosses = BTreeMap::new();
    for place in places {
        for slice in slices {
            let (of_place, of_slice) = (groups[place.get()].clone(), groups[slice.get()].clone());
            groups.push(Group {
                id: format!("{}|{}", of_place.id, of_slice.id),
                kind: GroupKind::Crossed,
                name: format!("{}: {}", of_place.name, of_slice.name),
                parent: Some(*place),
                unit_type: None,
                ..of_slice
            });
            crosses.insert((*place, *slice), GroupIndex::new(groups.len() - 1));
        }
    }
    crosses
}

/// What is shown of groups that are no single unit and no part of one.
fn is_wide(group: &Group) -> bool {
    !matches!(group.kind, GroupKind::Unit { .. } | GroupKind::Crossed)
}

/// Somebody's answers, with the kind of work where it is known.
type Answered<'a> = (&'a Record, Option<RoleClass>);

/// Answers are told apart by work in a way that is the same each time: of twenty people one does not say.
fn with_work(answers: &[Record]) -> Vec<Answered<'_>> {
    let role = |position: usize| match position % 20 {
        0 => None,
        1 => Some(RoleClass::Leader),
        2..=8 => Some(RoleClass::Professional),
        9..=15 => Some(RoleClass::Skilled),
        16..=18 => Some(RoleClass::Assistant),
        _ => Some(RoleClass::Office),
    };
    answers.iter().enumerate().map(|(position, record)| (record, role(position))).collect()
}

fn without_work(answers: &[Record]) -> Vec<Answered<'_>> {
    answers.iter().map(|record| (record, None)).collect()
}

type Counted = BTreeMap<GroupIndex, Vec<ScaleCounts>>;

fn name(unit: &UnitId, former: &FormerMunicipalityId, role: Option<RoleClass>) -> InnerName {
    InnerName { unit: unit.to_string(), former_municipality: former.to_string(), role }
}

/// Those who have a score on each scale, person by person.
fn add_answers(
    inner: &mut Inner,
    instrument: &Instrument,
    answers: &[Answered<'_>],
    places: &Places<'_>,
    table: impl Fn(ScaleId) -> Table,
) {
    for (record, role) in answers {
        let within = places.containing(&record.unit, &record.former_municipality, *role);
        let alone = count(instrument, &[(*record, *role)], places);
        let Some(scales) = within.first().and_then(|group| alone.get(group)) else { continue };
        for (scale, counts) in instrument.scales().iter().zip(scales) {
            let name = name(&record.unit, &record.former_municipality, *role);
            inner.add(table(scale.id().clone()), &name, &within, counts.n());
        }
    }
}

fn count(instrument: &Instrument, answers: &[Answered<'_>], places: &Places<'_>) -> Counted {
    let empty: Vec<ScaleCounts> =
        instrument.scales().iter().map(|scale| ScaleCounts::new(&ScaleShape::of(instrument, scale).unwrap())).collect();
    let mut counted = Counted::new();
    for (record, role) in answers {
        let codes: Vec<u8> = record
            .response
            .answers()
            .iter()
            .map(|answer| match answer {
                Answer::Point(point) => *point,
                Answer::Missing | Answer::NotRelevant => NO_ANSWER,
            })
            .collect();
        for group in places.containing(&record.unit, &record.former_municipality, *role) {
            let cells = counted.entry(group).or_insert_with(|| empty.clone());
            for (scale, cell) in instrument.scales().iter().zip(cells) {
                let of_scale: Vec<u8> = scale.items().iter().map(|item| codes[*item]).collect();
                cell.add(&of_scale).unwrap();
            }
        }
    }
    counted
}

type Findings = BTreeMap<(ScaleId, GroupIndex), ScaleFinding>;

fn findings(instrument: &Instrument, counted: &Counted) -> Findings {
    let mut findings = Findings::new();
    for (group, cells) in counted {
        for (scale, cell) in instrument.scales().iter().zip(cells) {
            findings.insert((scale.id().clone(), *group), ScaleFinding::of(cell, scale));
        }
    }
    findings
}

fn quality(instrument: &Instrument, counted: &Counted, places: &Places<'_>) -> BTreeMap<ScaleId, ScaleQuality> {
    let leaves: BTreeSet<usize> = places
        .organisation
        .indices()
        .filter(|unit| places.organisation.children(*unit).is_empty())
        .map(UnitIndex::get)
        .collect();
    let total = &counted[&GroupIndex::new(0)];
    let of_scale = |position: usize| -> Vec<&ScaleCounts> {
        counted.iter().filter(|(group, _)| leaves.contains(&group.get())).map(|(_, cells)| &cells[position]).collect()
    };
    instrument
        .scales()
        .iter()
        .enumerate()
        .map(|(position, scale)| (scale.id().clone(), ScaleQuality::of(&total[position], &of_scale(position), scale)))
        .collect()
}

type Months = BTreeMap<(GroupIndex, Month), AbsenceFinding>;
type ByMonth = BTreeMap<GroupIndex, Vec<(u128, u128)>>;

fn absences(
    table: &AbsenceTable,
    places: &Places<'_>,
    end: Month,
) -> (BTreeMap<GroupIndex, AbsenceFinding>, Months, ByMonth) {
    let start = Month::new(end.year() - 1, end.month()).unwrap();
    let mut year = BTreeMap::<GroupIndex, AbsenceSum>::new();
    let mut months = BTreeMap::<(GroupIndex, Month), AbsenceSum>::new();
    for row in table.rows().iter().filter(|row| row.month() < end) {
        for group in places.containing(row.unit(), row.former_municipality(), None) {
            if row.month() >= start {
                year.entry(group).or_default().add(row).unwrap();
            }
            months.entry((group, row.month())).or_default().add(row).unwrap();
        }
    }
    let mut by_month = ByMonth::new();
    for ((group, _), sum) in months.iter().filter(|((_, month), _)| *month >= start) {
        by_month.entry(*group).or_default().extend(sum.rate());
    }
    months.retain(|(group, _), _| is_wide(&places.groups[group.get()]));
    (
        year.iter().map(|(group, sum)| (*group, AbsenceFinding::of(sum, None))).collect(),
        months.iter().map(|(key, sum)| (*key, AbsenceFinding::of(sum, None))).collect(),
        by_month,
    )
}

/// Quarters, four quarters and years of the wide groups; the differences are made up, a different one for every group.
fn course(table: &AbsenceTable, places: &Places<'_>, end: Month) -> BTreeMap<(GroupIndex, Period), CourseFinding> {
    let mut course = BTreeMap::<(GroupIndex, Period), CourseFinding>::new();
    for row in table.rows().iter().filter(|row| row.month() < end) {
        let Period::Quarter(year, quarter) = Period::quarter_of(row.month()) else { continue };
        let later = (quarter..=4).map(|number| (year, number)).chain((1..quarter).map(|number| (year + 1, number)));
        let rolling = later.map(|(year, number)| Period::FourQuarters(year, number));
        let periods: Vec<Period> =
            [Period::Quarter(year, quarter), Period::Year(year)].into_iter().chain(rolling).collect();
        for group in places.containing(row.unit(), row.former_municipality(), None) {
            let group_kind = places.groups[group.get()].kind;
            if matches!(group_kind, GroupKind::Unit { .. } | GroupKind::ServiceArea | GroupKind::Crossed) {
                continue;
            }
            let parts = Some(MixAndRate { mix: 0.35 * group.get() as f64 / 300.0, rate: -0.45 });
            let comparison =
                Comparison { smallest_area: 50, standardised: Some(8.0), to_whole: parts, to_year_before: parts };
            for period in periods.iter().filter(|period| period.months().last().is_some_and(|last| *last < end)) {
                let comparison = matches!(period, Period::Year(_)).then_some(comparison);
                let empty = || CourseFinding { sum: AbsenceSum::default(), comparison };
                course.entry((group, *period)).or_insert_with(empty).sum.add(row).unwrap();
            }
        }
    }
    course
}

fn benchmarks(
    plans: &[Plan],
    places: &Places<'_>,
    scores: &Findings,
    year: &BTreeMap<GroupIndex, AbsenceFinding>,
    by_month: &ByMonth,
) -> Vec<DraftBenchmark> {
    let mut benchmarks = Vec::new();
    for (plan, found) in plans.iter().enumerate() {
        for (position, indicator) in found.indicators().iter().enumerate() {
            let is_beside =
                |group: &usize| matches!(places.groups[*group].kind, GroupKind::RoleClass | GroupKind::Crossed);
            for group in (0..places.groups.len()).filter(|group| !is_beside(group)).map(GroupIndex::new) {
                let (basis, placement) = match indicator.measure() {
                    Measure::ScaleMean(scale) => {
                        let finding = scores.get(&(scale.clone(), group));
                        let placement = finding.and_then(|finding| plan::benchmark(indicator, finding).unwrap());
                        (Basis::Scale(scale.clone()), placement)
                    }
                    Measure::SicknessAbsenceRate => {
                        let placement = by_month.get(&group).and_then(|months| {
                            let sums = months.iter().fold((0, 0), |sums, month| (sums.0 + month.0, sums.1 + month.1));
                            let employees =
                                year.get(&group).map_or(0, |year| year.employee_months / u64::from(year.months.max(1)));
                            let interval = plan::interval_between_months(months);
                            plan::benchmark_absence(indicator, sums.0, sums.1, interval, employees).unwrap()
                        });
                        (Basis::Absence, placement)
                    }
                    measure => (Basis::of(measure), None),
                };
                benchmarks.push(DraftBenchmark { plan, indicator: position, group, basis, placement });
            }
        }
    }
    benchmarks
}
