//! One streaming pass over a settled wave: Parquet in, exact integers per unit, former municipality and kind of work out.
//!
//! Files from layout version 2 on are counted from their packed answers (`tabulation`). Files of version 1 have none and are read
//! through polars, from the readable columns that all versions have; both ways count the same integers. Only version 3 names kinds
//! of work.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use archive::{PackedPart, Places};
use counts::{Asked, NO_ANSWER, ScaleCounts, ScaleShape};
use disclosure::InnerName;
use polars::prelude::{
    DataFrame, DataType, Engine, HiveOptions, LazyFrame, PlRefPath, PlanCallback, PolarsError, PolarsResult,
    ScanArgsParquet, SerReader, col, lit, polars_err,
};
use survey::{Column, Instrument, Layout, LayoutVersion, RoleClass};
use tabulation::{Cell, Pass, TabulationError, tabulate};

use crate::error::AnalysisError;

/// The counts of one wave, cell by cell, before anything is known about an organisation.
pub(crate) struct WaveCounts {
    /// The labels of each cell as they stand in the file.
    pub(crate) cells: Vec<InnerName>,
    /// Responses in each cell.
    pub(crate) rows: Vec<u64>,
    /// For each scale of the instrument, in its order, the counts of each cell.
    pub(crate) scales: Vec<Vec<ScaleCounts>>,
}

/// The most cells of one wave: every unit of a country with its former municipalities and kinds of work.
const CELLS_MAX: usize = 100_000;

/// Counts every scale of the instrument in every cell of the settled files.
///
/// Only integers are kept, so neither batch size nor thread count nor row order can change the result.
pub(crate) fn count(files: &[PathBuf], instrument: &Instrument) -> Result<WaveCounts, AnalysisError> {
    let versions: Vec<_> = files.iter().map(|file| layout_version(file)).collect::<Result<_, _>>()?;
    match versions.into_iter().min() {
        Some(LayoutVersion::Two | LayoutVersion::Three) => count_packed(files, instrument),
        Some(LayoutVersion::One) => count_readable(files, instrument),
        None => Err(AnalysisError::Settled { files: "the wave".to_owned(), reason: "it has no file".to_owned() }),
    }
}

/// The labels of a cell.
fn labels(cell: Cell<'_>) -> InnerName {
    let Cell { unit, former_municipality, role } = cell;
    InnerName { unit: unit.to_owned(), former_municipality: former_municipality.to_owned(), role }
}

/// Counts packed answers.
fn count_packed(files: &[PathBuf], instrument: &Instrument) -> Result<WaveCounts, AnalysisError> {
    let parts: Result<Vec<_>, _> = files.iter().map(|file| PackedPart::open(file, instrument)).collect();
    let parts = parts.map_err(TabulationError::from)?;
    let asked = Asked { moments: true, pairs: false };
    let threads = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let pass = Pass::new(&parts, instrument, asked, Places::WithRoleClass, threads)?;
    let counted = tabulate(&pass, CELLS_MAX)?;
    let mut wave = WaveCounts {
        cells: Vec::new(),
        rows: Vec::new(),
        scales: instrument.scales().iter().map(|_| Vec::new()).collect(),
    };
    for (cell, counts) in counted.iter() {
        wave.cells.push(labels(cell));
        wave.rows.push(counts.persons());
        for (position, scale) in wave.scales.iter_mut().enumerate() {
            scale.extend(counts.scale_counts(position));
        }
    }
    Ok(wave)
}

/// Counts the readable columns, with polars' streaming engine. Files of all versions may stand side by side, so each is a scan of its own.
fn count_readable(files: &[PathBuf], instrument: &Instrument) -> Result<WaveCounts, AnalysisError> {
    let counter = Arc::new(Mutex::new(Counter::new(instrument)?));
    for file in files {
        let named = |error: &PolarsError| AnalysisError::settled(std::slice::from_ref(file), error);
        let layout = Layout::in_version(instrument, layout_version(file)?);
        let frame = scan(file, &layout).map_err(|error| named(&error))?;
        let sink = Arc::clone(&counter);
        let add = move |batch: DataFrame| -> PolarsResult<bool> {
            sink.lock().unwrap_or_else(PoisonError::into_inner).add(&batch)?;
            Ok(false)
        };
        frame
            .sink_batches(PlanCallback::new(add), false, None)
            .and_then(|frame| frame.collect_with_engine(Engine::Streaming))
            .map_err(|error| named(&error))?;
    }
    let mut counter = counter.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(counter.take())
}

fn scan(file: &Path, layout: &Layout) -> PolarsResult<LazyFrame> {
    let path = PlRefPath::try_from_path(file)?;
    // The folder is called wave=<id>, but the wave is no column of the answers.
    let args = ScanArgsParquet { glob: false, hive_options: HiveOptions::new_disabled(), ..Default::default() };
    let columns: Vec<_> = layout
        .columns()
        .iter()
        .filter_map(|column| match column {
            Column::Unit | Column::FormerMunicipality | Column::RoleClass => {
                Some(col(column.name()).cast(DataType::String))
            }
            Column::Item { .. } => Some(col(column.name()).fill_null(lit(NO_ANSWER))),
            Column::NotRelevant { .. } | Column::Packed { .. } => None,
        })
        .collect();
    Ok(LazyFrame::scan_parquet(path, args)?.select(columns))
}

/// What one scale reads from a batch.
struct Reading {
    shape: ScaleShape,
    columns: Vec<usize>,
}

struct Counter {
    item_names: Vec<String>,
    readings: Vec<Reading>,
    cells: BTreeMap<InnerName, u32>,
    rows: Vec<u64>,
    scales: Vec<Vec<ScaleCounts>>,
}

impl Counter {
    fn new(instrument: &Instrument) -> Result<Self, AnalysisError> {
        let mut readings = Vec::new();
        for scale in instrument.scales() {
            let shape = ScaleShape::of(instrument, scale).map_err(AnalysisError::Shape)?;
            readings.push(Reading { shape, columns: scale.items().to_vec() });
        }
        Ok(Self {
            item_names: instrument.items().iter().map(|item| item.id().to_string()).collect(),
            scales: readings.iter().map(|_| Vec::new()).collect(),
            readings,
            cells: BTreeMap::new(),
            rows: Vec::new(),
        })
    }

    fn add(&mut self, batch: &DataFrame) -> PolarsResult<()> {
        let cells = self.cells_of(batch)?;
        let mut columns = Vec::with_capacity(self.item_names.len());
        for name in &self.item_names {
            columns.push(batch.column(name)?.as_materialized_series().u8()?.rechunk());
        }
        let slices: PolarsResult<Vec<&[u8]>> = columns.iter().map(|column| column.cont_slice()).collect();
        let slices = slices?;
        for (reading, tally) in self.readings.iter().zip(&mut self.scales) {
            let picked: Vec<&[u8]> = reading.columns.iter().filter_map(|&item| slices.get(item).copied()).collect();
            ScaleCounts::add_columns(tally, &cells, &picked).map_err(|error| polars_err!(ComputeError: "{error}"))?;
        }
        Ok(())
    }

    /// The cell of each row. Settled rows are sorted by unit, so nearly every look-up is the one before.
    fn cells_of(&mut self, batch: &DataFrame) -> PolarsResult<Vec<u32>> {
        let unit = batch.column(Layout::UNIT)?.as_materialized_series().str()?.clone();
        let former = batch.column(Layout::FORMER_MUNICIPALITY)?.as_materialized_series().str()?.clone();
        let mut cells = Vec::with_capacity(batch.height());
        let role =
            batch.column(Layout::ROLE_CLASS).ok().map(|column| column.as_materialized_series().str()).transpose()?;
        let roles = role.into_iter().flat_map(|column| column.iter()).chain(std::iter::repeat(None));
        let mut last = (("", "", None), u32::MAX);
        for ((unit, former), role) in unit.iter().zip(former.iter()).zip(roles) {
            let (Some(unit), Some(former)) = (unit, former) else {
                return Err(polars_err!(ComputeError: "a response without unit or former municipality"));
            };
            if last.0 != (unit, former, role) {
                last = ((unit, former, role), self.cell(unit, former, role)?);
            }
            if let Some(rows) = self.rows.get_mut(last.1 as usize) {
                *rows += 1;
            }
            cells.push(last.1);
        }
        Ok(cells)
    }

    fn cell(&mut self, unit: &str, former_municipality: &str, role: Option<&str>) -> PolarsResult<u32> {
        let role = role.map(str::parse::<RoleClass>).transpose();
        let role = role.map_err(|error| polars_err!(ComputeError: "{error}"))?;
        let next = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        let cell = *self.cells.entry(labels(Cell { unit, former_municipality, role })).or_insert(next);
        if cell == next {
            self.rows.push(0);
            for (reading, tally) in self.readings.iter().zip(&mut self.scales) {
                tally.push(ScaleCounts::new(&reading.shape));
            }
        }
        Ok(cell)
    }

    fn take(&mut self) -> WaveCounts {
        let mut cells: Vec<(InnerName, u32)> = std::mem::take(&mut self.cells).into_iter().collect();
        cells.sort_by_key(|(_, cell)| *cell);
        WaveCounts {
            cells: cells.into_iter().map(|(key, _)| key).collect(),
            rows: std::mem::take(&mut self.rows),
            scales: std::mem::take(&mut self.scales),
        }
    }
}

/// The layout of a settled file, told by its own metadata; it must be one that this program reads.
pub(crate) fn layout_version(file: &Path) -> Result<LayoutVersion, AnalysisError> {
    let open = std::fs::File::open(file).map_err(|source| AnalysisError::Unreadable { file: file.into(), source })?;
    let mut reader = polars::prelude::ParquetReader::new(open);
    let metadata = reader.get_metadata().map_err(|error| AnalysisError::settled(&[file.to_owned()], &error))?;
    let version = metadata
        .key_value_metadata()
        .iter()
        .flatten()
        .find(|pair| pair.key == Layout::KEY_LAYOUT_VERSION)
        .and_then(|pair| pair.value.clone());
    let known = version.as_deref().and_then(LayoutVersion::parse);
    known
        .ok_or_else(|| AnalysisError::Layout { file: file.into(), found: version.unwrap_or_else(|| "none".to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::MissingRule;

    type Name = InnerName;

    /// Cells of `expected-3.csv` with a kind of work.
    const WITH_ROLE: usize = 12;

    fn samples() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples/layout")
    }

    fn instrument() -> Instrument {
        let text = std::fs::read_to_string(samples().join("instrument.toml")).unwrap();
        Instrument::from_toml("instrument.toml", &text).unwrap()
    }

    /// The rows that a person wrote down, by cell: a code where there is one.
    fn expected(csv: &str) -> BTreeMap<Name, Vec<Vec<Option<u32>>>> {
        let csv = std::fs::read_to_string(samples().join(csv)).unwrap();
        let mut cells = BTreeMap::<Name, Vec<Vec<Option<u32>>>>::new();
        let has_roles = csv.lines().next().unwrap().split(',').nth(2) == Some("role_class");
        for line in csv.lines().skip(1) {
            let mut fields: Vec<&str> = line.split(',').collect();
            let role = if has_roles { fields.remove(2).parse().ok() } else { None };
            let codes = fields[2..].iter().map(|field| field.parse().ok()).collect();
            let name = labels(Cell { unit: fields[0], former_municipality: fields[1], role });
            cells.entry(name).or_default().push(codes);
        }
        cells
    }

    /// Everything counted, by cell.
    fn by_cell(counted: WaveCounts) -> BTreeMap<Name, (u64, Vec<ScaleCounts>)> {
        let WaveCounts { cells, rows, scales } = counted;
        let of = |cell: usize| scales.iter().map(|scale| scale[cell].clone()).collect();
        cells.into_iter().zip(rows).enumerate().map(|(cell, (name, rows))| (name, (rows, of(cell)))).collect()
    }

    #[test]
    fn packed_answers_and_readable_columns_are_counted_to_the_same_integers() {
        let (one, two) = (samples().join("v1.parquet"), samples().join("v2.parquet"));
        let instrument = instrument();
        let packed = by_cell(count_packed(std::slice::from_ref(&two), &instrument).unwrap());
        for readable in [&one, &two] {
            let readable = by_cell(count_readable(std::slice::from_ref(readable), &instrument).unwrap());
            assert!(readable == packed);
        }
        let three = samples().join("v3.parquet");
        let readable = by_cell(count_readable(std::slice::from_ref(&three), &instrument).unwrap());
        assert!(readable == by_cell(count_packed(std::slice::from_ref(&three), &instrument).unwrap()));
        assert_eq!(readable.keys().filter(|name| name.role.is_some()).count(), WITH_ROLE);
        // A wave of which a part is older than the others.
        let mixed = by_cell(count(&[one, two.clone()], &instrument).unwrap());
        assert!(mixed == by_cell(count(&[two.clone(), two.clone()], &instrument).unwrap()));
        // The oldest of them decides how all are read, and says nothing of the kinds of work in the newest.
        let one = samples().join("v1.parquet");
        let old = by_cell(count(&[one, three.clone()], &instrument).unwrap());
        assert!(old == by_cell(count(&[two, three], &instrument).unwrap()));
        assert_eq!(old.keys().filter(|name| name.role.is_some()).count(), WITH_ROLE);
    }

    #[test]
    fn every_cell_of_the_golden_files_is_counted_to_what_their_csv_says() {
        for (file, csv) in
            [("v1.parquet", "expected.csv"), ("v2.parquet", "expected.csv"), ("v3.parquet", "expected-3.csv")]
        {
            check_golden(&samples().join(file), csv);
        }
    }

    fn check_golden(file: &Path, csv: &str) {
        let instrument = instrument();
        let counted = count(&[file.to_owned()], &instrument).unwrap();
        let expected = expected(csv);
        let mut cells: Vec<&Name> = counted.cells.iter().collect();
        cells.sort();
        assert_eq!(cells, expected.keys().collect::<Vec<_>>());
        for (cell, key) in counted.cells.iter().enumerate() {
            let rows = &expected[key];
            assert_eq!(counted.rows[cell], rows.len() as u64, "{key:?}");
            for (scale, counts) in instrument.scales().iter().zip(&counted.scales) {
                let (min, max) = (u32::from(scale.points().min()), u32::from(scale.points().max()));
                let needed = match scale.missing_rule() {
                    MissingRule::Complete => scale.items().len(),
                    MissingRule::AtLeast(least) => usize::from(least),
                };
                let turned = |item: usize, code: u32| {
                    if instrument.items()[item].is_reversed() { min + max - code } else { code }
                };
                let mut scores = BTreeMap::<(usize, u32), u64>::new();
                for row in rows {
                    let codes = scale.items().iter().filter_map(|&item| row[item].map(|code| turned(item, code)));
                    let codes: Vec<u32> = codes.collect();
                    if codes.len() >= needed {
                        *scores.entry((codes.len(), codes.iter().sum())).or_default() += 1;
                    }
                }
                let histogram = counts[cell].score_histogram();
                let found: BTreeMap<(usize, u32), u64> =
                    histogram.map(|cell| ((usize::from(cell.answered), cell.sum), cell.persons)).collect();
                assert_eq!(found, scores, "{key:?} on {}", scale.id());
            }
        }
    }

    #[test]
    fn files_are_counted_together() {
        let file = samples().join("v1.parquet");
        let once = count(std::slice::from_ref(&file), &instrument()).unwrap();
        let twice = count(&[file.clone(), file], &instrument()).unwrap();
        let rows = |counted: &WaveCounts| -> BTreeMap<Name, u64> {
            counted.cells.iter().cloned().zip(counted.rows.iter().copied()).collect()
        };
        assert!(rows(&once).iter().all(|(cell, rows_once)| rows(&twice)[cell] == 2 * rows_once));
    }
}
