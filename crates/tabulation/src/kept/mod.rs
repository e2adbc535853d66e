//! Counts that are not made twice: of a part that has not changed, about nobody in particular.
//!
//! A wave is its parts, and a part is what its digest says. What is counted of it once may be kept under that digest, as long as
//! what is kept is about many: the counts of everybody from a former municipality, where each of them is about [`PEOPLE_MIN`] people or
//! more; and of each unit only how many there are, which says who and not what. A part with a group of fewer people is counted
//! every time. What was kept of parts that are no longer those of the wave is removed: two counts that differ by one person
//! would give that person's answers.

mod file;

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::Path;

use archive::{Manifest, PackedPart, Places, Sha256Digest};
use counts::{Asked, MergeError, PackedCounts, ScaleCounts};
use survey::Instrument;

use crate::error::TabulationError;
use crate::pass::{Cell, CellName, Pass};
use crate::walk::{Visitor, walk};

/// The fewest people whose counts are kept.
pub const PEOPLE_MIN: u64 = 100;

/// How many of one unit, former municipality and kind of work there are: everybody, and those with a score on each scale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heads {
    /// Everybody.
    pub persons: u64,
    /// With a score, by the position of the scale.
    pub scored: Vec<u64>,
}

/// What a wave says of everybody from each former municipality.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Wide {
    /// By former municipality, the counts of every scale.
    pub formers: BTreeMap<String, Vec<ScaleCounts>>,
    /// By unit, former municipality and kind of work.
    pub heads: BTreeMap<CellName, Heads>,
}

/// How many parts were counted, and of how many the counts were there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reuse {
    /// Counted now.
    pub counted: usize,
    /// Counted earlier.
    pub kept: usize,
}

/// A wave that is counted as a whole.
#[derive(Clone, Copy)]
pub struct Settled<'a> {
    /// The folder of its parts.
    pub folder: &'a Path,
    /// Its manifest.
    pub manifest: &'a Manifest,
    /// Its instrument, narrowed to its modules.
    pub instrument: &'a Instrument,
}

impl Settled<'_> {
    /// Whether every part is in the folder or has counts that were kept.
    #[must_use]
    pub fn can_be_counted(&self, kept: &Path) -> bool {
        self.manifest.parts().iter().all(|part| self.folder.join(&part.file).exists() || file::is_kept(kept, part))
    }

    /// Counts the parts whose counts are not in the folder `kept`, and keeps those.
    ///
    /// A part whose counts are kept is not opened: they are the counts of the bytes whose digest the manifest states. Counts that are
    /// damaged are made again.
    ///
    /// # Errors
    /// As [`walk`]; the disk.
    pub fn count_once(&self, kept: &Path, threads: NonZero<usize>) -> Result<(Wide, Reuse), TabulationError> {
        let definition = definition(self.instrument);
        let (mut whole, mut reuse) = (Wide::default(), Reuse::default());
        file::remove_others(kept, self.manifest.parts())?;
        for part in self.manifest.parts() {
            let known = file::read(kept, part, definition, self.instrument)?;
            let of_part = match known {
                Some(known) => {
                    reuse.kept += 1;
                    known
                }
                None => {
                    reuse.counted += 1;
                    let counted = self.count(&self.folder.join(&part.file), threads)?;
                    if counted.is_about_many() {
                        file::write(kept, part, definition, self.instrument, &counted)?;
                    }
                    counted
                }
            };
            whole.add(of_part)?;
        }
        Ok((whole, reuse))
    }

    fn count(&self, file: &Path, threads: NonZero<usize>) -> Result<Wide, TabulationError> {
        let parts = [PackedPart::open(file, self.instrument)?];
        let asked = Asked { moments: true, pairs: false };
        let pass = Pass::new(&parts, self.instrument, asked, Places::WithRoleClass, threads)?;
        let mut found = Wide::default();
        for gathered in walk(&pass, Gathered::default)? {
            gathered.problem.map_or(Ok(()), Err)?;
            found.heads.extend(gathered.heads);
            for (former, counts) in gathered.formers {
                let scales = (0..pass.shape().scales()).filter_map(|scale| counts.scale_counts(scale)).collect();
                found.add(Wide { formers: BTreeMap::from([(former, scales)]), heads: BTreeMap::new() })?;
            }
        }
        Ok(found)
    }
}

impl Wide {
    fn add(&mut self, other: Self) -> Result<(), MergeError> {
        for (former, scales) in other.formers {
            match self.formers.get_mut(&former) {
                Some(known) => known.iter_mut().zip(&scales).try_for_each(|(known, more)| known.merge(more))?,
                None => drop(self.formers.insert(former, scales)),
            }
        }
        for (place, more) in other.heads {
            let known = self.heads.entry(place).or_default();
            known.persons += more.persons;
            known.scored.resize(more.scored.len(), 0);
            known.scored.iter_mut().zip(&more.scored).for_each(|(known, more)| *known += more);
        }
        Ok(())
    }

    /// Whether every count is about enough people to be kept.
    fn is_about_many(&self) -> bool {
        let few = |n: u64| n > 0 && n < PEOPLE_MIN;
        !self.formers.values().flatten().any(|scale| few(scale.n()) || few(scale.n_complete()))
    }
}

/// Reveals nothing.
impl std::fmt::Debug for Wide {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Wide").field("formers", &self.formers.len()).finish_non_exhaustive()
    }
}

/// What one thread saw.
#[derive(Default)]
struct Gathered {
    formers: BTreeMap<String, PackedCounts>,
    heads: BTreeMap<CellName, Heads>,
    problem: Option<MergeError>,
}

impl Visitor for Gathered {
    fn cell(&mut self, cell: Cell<'_>, counts: &PackedCounts) {
        let scored = (0..).map_while(|scale| counts.scores(scale)).map(|scores| scores.iter().sum()).collect();
        let heads = Heads { persons: counts.persons(), scored };
        self.heads.insert(cell.name(), heads);
        match self.formers.get_mut(cell.former_municipality) {
            Some(known) => self.problem = self.problem.take().or(known.merge(counts).err()),
            None => drop(self.formers.insert(cell.former_municipality.to_owned(), counts.clone())),
        }
    }
}

/// What decides how answers are counted: another definition means that nothing kept is of use.
fn definition(instrument: &Instrument) -> Sha256Digest {
    let mut text = format!("mestring kept counts 1\n{} {}\n", instrument.id(), instrument.version());
    for scale in instrument.scales() {
        text.push_str(&format!("{} {:?} {:?}", scale.id(), scale.points(), scale.missing_rule()));
        for item in instrument.items_of(scale) {
            text.push_str(&format!(" {} {}", item.id(), item.is_reversed()));
        }
        text.push('\n');
    }
    Sha256Digest::of(text.as_bytes())
}
