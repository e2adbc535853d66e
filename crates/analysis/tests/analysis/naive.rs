//! The slow and plain way to the same numbers: text of the register to groups, records to exact fractions. It shares no
//! code with the counting crates.

use std::collections::BTreeMap;

use survey::{Answer, Instrument, MissingRule, Record, RoleClass, Scale};

/// The organisation on one day, read from the files' text.
pub(crate) struct Tree {
    parent: BTreeMap<String, String>,
    area: BTreeMap<String, String>,
    unit_type: BTreeMap<String, String>,
    successors: BTreeMap<String, Vec<String>>,
}

fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            letter => fields.last_mut().unwrap().push(letter),
        }
    }
    fields
}

impl Tree {
    /// Dates are compared as text, which ISO dates allow.
    pub(crate) fn of(units: &str, lineage: &str, date: &str) -> Self {
        let mut tree = Self {
            parent: BTreeMap::new(),
            area: BTreeMap::new(),
            unit_type: BTreeMap::new(),
            successors: BTreeMap::new(),
        };
        for line in units.lines().skip(1) {
            let row = fields(line);
            if row[6].as_str() <= date && (row[7].is_empty() || date < row[7].as_str()) {
                tree.parent.insert(row[0].clone(), row[2].clone());
                tree.area.insert(row[0].clone(), row[3].clone());
                tree.unit_type.insert(row[0].clone(), row[4].clone());
            }
        }
        for line in lineage.lines().skip(1) {
            let row = fields(line);
            tree.successors.entry(row[0].clone()).or_default().push(row[1].clone());
        }
        tree
    }

    /// From the root down to the unit.
    fn path(&self, unit: &str) -> Vec<String> {
        let mut path = vec![unit.to_owned()];
        while let Some(parent) = self.parent.get(path.last().unwrap()).filter(|parent| !parent.is_empty()) {
            path.push(parent.clone());
        }
        path.reverse();
        path
    }

    fn ends(&self, unit: &str) -> Vec<String> {
        if self.parent.contains_key(unit) {
            return vec![unit.to_owned()];
        }
        self.successors.get(unit).into_iter().flatten().flat_map(|next| self.ends(next)).collect()
    }

    /// The deepest unit that lies on the way to everything the unit became.
    pub(crate) fn home(&self, unit: &str) -> String {
        let paths: Vec<Vec<String>> = self.ends(unit).iter().map(|end| self.path(end)).collect();
        let on_all = |unit: &&String| paths.iter().all(|path| path.contains(unit));
        paths[0].iter().rev().find(on_all).unwrap().clone()
    }

    fn area_of(&self, unit: &str) -> String {
        let path = self.path(unit);
        path.iter().rev().map(|unit| &self.area[unit]).find(|area| !area.is_empty()).cloned().unwrap_or_default()
    }

    /// The ids of every group that holds an answer from here. A service area holds units that have nothing of another
    /// area below them.
    pub(crate) fn groups(&self, unit: &str, former: &str, role: Option<RoleClass>) -> Vec<String> {
        let path = self.path(&self.home(unit));
        let area = self.area_of(path.last().unwrap());
        let below = self.parent.keys().filter(|unit| self.path(unit).contains(path.last().unwrap()));
        let mut groups = path.clone();
        // What is right below the root, and an area, are told by former municipality and by kind of work too.
        let mut places: Vec<String> = path.get(1).cloned().into_iter().collect();
        if !area.is_empty() && below.into_iter().all(|unit| self.area_of(unit) == area) {
            groups.push(format!("service_area:{area}"));
            places.push(format!("service_area:{area}"));
        }
        let slices = std::iter::once(format!("former_municipality:{former}"));
        let slices: Vec<String> = slices.chain(role.map(|role| format!("role_class:{role}"))).collect();
        groups.extend(places.iter().flat_map(|place| slices.iter().map(move |slice| format!("{place}|{slice}"))));
        groups.extend(self.type_of(&path).map(|unit_type| format!("unit_type:{unit_type}")));
        groups.extend(slices);
        groups
    }

    /// The type of the first unit on the way down from the root below which everything is of its own type.
    fn type_of(&self, path: &[String]) -> Option<&String> {
        let is_pure = |top: &&String| {
            let below = self.parent.keys().filter(|unit| self.path(unit).contains(top));
            below.into_iter().all(|unit| self.unit_type[unit] == self.unit_type[*top])
        };
        path.iter().skip(1).find(is_pure).map(|top| &self.unit_type[top])
    }

    /// Records of each group.
    pub(crate) fn sorted<'a>(&self, records: &'a [Record]) -> BTreeMap<String, Vec<&'a Record>> {
        let mut sorted = BTreeMap::<String, Vec<&Record>>::new();
        for record in records {
            for group in self.groups(record.unit.as_str(), record.former_municipality.as_str(), record.role) {
                sorted.entry(group).or_default().push(record);
            }
        }
        sorted
    }

    /// Records of each unit itself, as far as the lineage leads.
    pub(crate) fn homes<'a>(&self, records: &'a [Record]) -> BTreeMap<String, Vec<&'a Record>> {
        let mut sorted = BTreeMap::<String, Vec<&Record>>::new();
        for record in records {
            sorted.entry(self.home(record.unit.as_str())).or_default().push(record);
        }
        sorted
    }
}

/// Every score is a whole number of 2520ths: 2520 is a multiple of 1 to 9.
const PARTS: i128 = 2520;

/// One scale over some records.
#[derive(Default)]
pub(crate) struct Recount {
    /// Of each person with a score: the answered items, turned where reversed.
    pub(crate) rows: Vec<Vec<Option<u8>>>,
    min: u8,
    max: u8,
}

impl Recount {
    pub(crate) fn of<'a>(
        instrument: &Instrument,
        scale: &Scale,
        records: impl IntoIterator<Item = &'a &'a Record>,
    ) -> Self {
        let (min, max) = (scale.points().min(), scale.points().max());
        let oriented = |record: &Record| -> Vec<Option<u8>> {
            let of_item = |position: &usize| match record.response.answers()[*position] {
                Answer::Point(point) if instrument.items()[*position].is_reversed() => Some(min + max - point),
                Answer::Point(point) => Some(point),
                Answer::Missing | Answer::NotRelevant => None,
            };
            scale.items().iter().map(of_item).collect()
        };
        let needed = match scale.missing_rule() {
            MissingRule::Complete => scale.items().len(),
            MissingRule::AtLeast(least) => usize::from(least),
        };
        let mut rows: Vec<_> = records.into_iter().map(|record| oriented(record)).collect();
        rows.retain(|row| row.iter().flatten().count() >= needed);
        Self { rows, min, max }
    }

    pub(crate) fn n(&self) -> u64 {
        self.rows.len() as u64
    }

    fn parts(&self) -> Vec<i128> {
        let score = |row: &Vec<Option<u8>>| {
            let answered: Vec<i128> = row.iter().flatten().map(|point| i128::from(*point)).collect();
            let count = i128::try_from(answered.len()).unwrap();
            assert_eq!(PARTS % count, 0, "a score is no whole number of parts");
            answered.iter().sum::<i128>() * PARTS / count
        };
        self.rows.iter().map(score).collect()
    }

    /// The mean as an exact fraction.
    pub(crate) fn mean_fraction(&self) -> (i128, i128) {
        (self.parts().iter().sum(), PARTS * i128::from(self.n()))
    }

    /// Two whole numbers that are exact as floats: their quotient is rounded once.
    pub(crate) fn mean(&self) -> f64 {
        let (numerator, denominator) = self.mean_fraction();
        assert!(numerator < 1 << 53);
        numerator as f64 / denominator as f64
    }

    pub(crate) fn sd(&self) -> f64 {
        let (parts, n) = (self.parts(), i128::from(self.n()));
        let (sum, squares) = (parts.iter().sum::<i128>(), parts.iter().map(|y| y * y).sum::<i128>());
        ((n * squares - sum * sum) as f64 / (n * (n - 1) * PARTS * PARTS) as f64).sqrt()
    }

    pub(crate) fn favourable(&self, from: u8) -> f64 {
        let favourable = self.parts().into_iter().filter(|y| *y >= i128::from(from) * PARTS).count();
        favourable as f64 / self.rows.len() as f64
    }

    /// Share of the answers at each point.
    pub(crate) fn distribution(&self) -> Vec<(u8, f64)> {
        let answers: Vec<u8> = self.rows.iter().flatten().flatten().copied().collect();
        let at = |point: u8| answers.iter().filter(|answer| **answer == point).count();
        (self.min..=self.max).map(|point| (point, at(point) as f64 / answers.len() as f64)).collect()
    }

    /// Answers of those who answered everything.
    pub(crate) fn complete(&self) -> Vec<Vec<f64>> {
        let whole = self.rows.iter().filter(|row| row.iter().all(Option::is_some));
        whole.map(|row| row.iter().flatten().map(|point| f64::from(*point)).collect()).collect()
    }

    pub(crate) fn scores(&self) -> Vec<f64> {
        self.parts().into_iter().map(|y| y as f64 / PARTS as f64).collect()
    }

    /// Agreement against the uniform null distribution, cut off at nought.
    pub(crate) fn rwg_j(&self) -> Option<f64> {
        let rows = self.complete();
        if rows.len() < 2 {
            return None;
        }
        let items = rows[0].len();
        let points = f64::from(self.max - self.min) + 1.0;
        let ratio =
            mean((0..items).map(|item| variance(rows.iter().map(|row| row[item])))) * 12.0 / (points * points - 1.0);
        let count = items as f64;
        Some(if ratio > 1.0 { 0.0 } else { count * (1.0 - ratio) / (count * (1.0 - ratio) + ratio) })
    }
}

pub(crate) fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.into_iter().collect();
    values.iter().sum::<f64>() / values.len() as f64
}

pub(crate) fn variance(values: impl IntoIterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.into_iter().collect();
    let centre = mean(values.iter().copied());
    values.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)
}

/// Cronbach's alpha from the variances of items and of sums.
pub(crate) fn alpha(rows: &[Vec<f64>]) -> f64 {
    let items = rows[0].len();
    let of_items: f64 = (0..items).map(|item| variance(rows.iter().map(|row| row[item]))).sum();
    let of_sums = variance(rows.iter().map(|row| row.iter().sum()));
    items as f64 / (items as f64 - 1.0) * (1.0 - of_items / of_sums)
}

/// ICC(1) from the analysis of variance, the size of a unit being the mean size.
pub(crate) fn icc1(units: &[Vec<f64>]) -> f64 {
    let everybody: Vec<f64> = units.iter().flatten().copied().collect();
    let (n, k) = (everybody.len() as f64, units.len() as f64);
    let centre = mean(everybody);
    let of = |unit: &Vec<f64>| mean(unit.iter().copied());
    let between: f64 = units.iter().map(|unit| unit.len() as f64 * (of(unit) - centre).powi(2)).sum();
    let within: f64 = units.iter().map(|unit| unit.iter().map(|x| (x - of(unit)).powi(2)).sum::<f64>()).sum();
    let (msb, msw) = (between / (k - 1.0), within / (n - k));
    (msb - msw) / (msb + (n / k - 1.0) * msw)
}

pub(crate) fn close(what: &str, found: f64, expected: f64, relative: f64) {
    let scale = expected.abs().max(f64::MIN_POSITIVE);
    assert!((found - expected).abs() <= relative * scale, "{what}: {found}, expected {expected}");
}
