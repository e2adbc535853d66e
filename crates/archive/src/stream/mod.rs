//! Waves that do not fit in memory: their rows come cell by cell, already in order and packed, and go to disk part by part.
//!
//! The files are, byte for byte, those that [`crate::settle`] would write of the same rows; what is missing is the plan that lets
//! a broken run go on. A stream begins with a folder that does not exist and either ends with a whole wave or removes what it
//! wrote. It is for rows that can be made again, such as synthetic ones, not for people's answers.

mod columns;
mod part;

use crate::digest::Sha256Digest;
use crate::fault::{ArchiveError, Fault, Refusal};
use crate::folder::{sync_folder, write_new};
use crate::manifest::{MANIFEST_FILE, Manifest, PARTS_MAX, PartDigest, json_bytes};
use crate::plan::aside;
use crate::rows::digest_subject;
use crate::settlement::{CODEBOOK_FILE, metadata};
use columns::Place;
use part::{Crew, Job, Parts};
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use survey::{Codebook, FormerMunicipalityId, Instrument, Layout, RoleClass, UnitId, Wave};

/// All rows of one unit, former municipality and kind of work, packed and in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedCell {
    /// The unit.
    pub unit: UnitId,
    /// The former municipality.
    pub former_municipality: FormerMunicipalityId,
    /// The kind of work; none where it is not known.
    pub role: Option<RoleClass>,
    /// The rows, as [`Layout::pack`] packs them, sorted as responses are: missing before not relevant before the lowest point.
    pub packed: Vec<u8>,
}

/// What a stream writes.
#[derive(Clone, Copy, Debug)]
pub struct Stream<'a> {
    /// The folder of the wave, which must not exist.
    pub folder: &'a Path,
    /// The wave.
    pub wave: &'a Wave,
    /// Its instrument, narrowed to its modules.
    pub instrument: &'a Instrument,
    /// Rows in one part.
    pub rows_per_part: NonZero<usize>,
    /// How many parts are encoded at the same time.
    pub threads: NonZero<usize>,
    /// Rows there will be, as far as one knows; decides whether the disk has room.
    pub rows_expected: u64,
}

impl Stream<'_> {
    /// Writes the cells, which come in the order of unit, former municipality and kind of work.
    ///
    /// `progress` is told the number of rows handed on so far; an error from it ends the stream. Memory: per thread one part's
    /// packed rows and its file, and one part more.
    ///
    /// # Errors
    /// A refusal where the folder exists, the disk has no room for the rows that are expected, or there are too many parts; a
    /// fault of the disk, or where the cells are not in order or hold what is no answer. Nothing is left behind.
    pub fn write(
        &self,
        cells: impl IntoIterator<Item = PackedCell>,
        progress: &mut dyn FnMut(u64) -> Result<(), Fault>,
    ) -> Result<Manifest, ArchiveError> {
        self.check()?;
        fs::create_dir_all(self.folder).map_err(|source| Fault::disk("make the folder", self.folder, source))?;
        let written = self.fill(cells, progress);
        if written.is_err() {
            // What cannot be removed now is named by the next run, which refuses a folder that exists.
            let _ = fs::remove_dir_all(self.folder);
        }
        written
    }

    fn check(&self) -> Result<(), Refusal> {
        if self.folder.symlink_metadata().is_ok() {
            return Err(Refusal::FolderExists { path: self.folder.to_owned() });
        }
        let rows_per_part = self.rows_per_part.get();
        let parts = usize::try_from(self.rows_expected).unwrap_or(usize::MAX).div_ceil(rows_per_part);
        if parts >= PARTS_MAX {
            return Err(Refusal::PartSize { rows_per_part, parts });
        }
        if self.wave.instrument != *self.instrument.id() || self.wave.instrument_version != self.instrument.version() {
            return Err(Refusal::OtherInstrument {
                wave: self.wave.id.to_string(),
                expected: format!("{} {}", self.wave.instrument, self.wave.instrument_version),
                given: format!("{} {}", self.instrument.id(), self.instrument.version()),
            });
        }
        Ok(())
    }

    fn fill(
        &self,
        cells: impl IntoIterator<Item = PackedCell>,
        progress: &mut dyn FnMut(u64) -> Result<(), Fault>,
    ) -> Result<Manifest, ArchiveError> {
        let codebook = Codebook::of(self.instrument, self.wave);
        let codebook_bytes = json_bytes("the codebook", &codebook)?;
        let (parts, rows, rows_sha256) = self.parts(&codebook, cells, progress)?;
        let manifest = Manifest {
            layout_version: Layout::VERSION.number(),
            instrument: self.instrument.id().clone(),
            instrument_version: self.instrument.version().to_owned(),
            wave: self.wave.clone(),
            rows,
            rows_sha256,
            codebook_sha256: Sha256Digest::of(&codebook_bytes),
            parts,
            invited: Vec::new(),
        };
        self.put(CODEBOOK_FILE, &codebook_bytes)?;
        sync_folder(self.folder)?;
        self.put(MANIFEST_FILE, &manifest.to_bytes()?)?;
        sync_folder(self.folder)?;
        Ok(manifest)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.folder.join(name);
        write_new(&aside(&path), bytes)?;
        fs::rename(aside(&path), &path).map_err(|source| Fault::disk("give the file its final name", &path, source))
    }

    /// Cuts the rows into parts, which threads encode and write.
    fn parts(
        &self,
        codebook: &Codebook,
        cells: impl IntoIterator<Item = PackedCell>,
        progress: &mut dyn FnMut(u64) -> Result<(), Fault>,
    ) -> Result<(Vec<PartDigest>, u64, Sha256Digest), ArchiveError> {
        let mut parts = Parts::begin(self, metadata(codebook)?);
        std::thread::scope(|scope| {
            let mut crew = parts.crew(scope);
            let cut = self.cut(cells, progress, &mut crew);
            let ended = crew.end(cut.is_err());
            // Where no thread was left to take a part, their trouble is what there is to tell.
            let Some((rows, rows_sha256)) = cut? else {
                return Err(ended.err().unwrap_or_else(|| columns::defect("no thread is left to write a part").into()));
            };
            let mut digests = ended?;
            digests.sort_by(|a, b| a.file.cmp(&b.file));
            Ok((digests, rows, rows_sha256))
        })
    }

    /// Hands the rows on, part by part; nothing where no thread is left to take them.
    fn cut(
        &self,
        cells: impl IntoIterator<Item = PackedCell>,
        progress: &mut dyn FnMut(u64) -> Result<(), Fault>,
        crew: &mut Crew<'_>,
    ) -> Result<Option<(u64, Sha256Digest)>, Fault> {
        let width = Layout::of(self.instrument).packed_bytes();
        let mut digest = digest_subject(self.instrument);
        let (mut job, mut rows, mut last) = (Job::new(0), 0_u64, None);
        for cell in cells {
            let name = Place::of(&cell);
            if last.as_ref().is_some_and(|last| *last >= name) {
                return Err(columns::defect("the cells do not come in order"));
            }
            columns::feed(&mut digest, self.instrument, width, &cell)?;
            let mut rest = cell.packed.as_slice();
            while !rest.is_empty() {
                let room = self.rows_per_part.get().saturating_sub(job.rows);
                let (now, later) = rest.split_at(room.saturating_mul(width).min(rest.len()));
                let count = now.len() / width;
                job.add(&name, count, now);
                rows += crate::rows::count(count);
                rest = later;
                if job.rows == self.rows_per_part.get() {
                    let next = Job::new(job.number + 1);
                    if !crew.hand(std::mem::replace(&mut job, next), &mut || progress(rows))? {
                        return Ok(None);
                    }
                }
            }
            progress(rows)?;
            last = Some(name);
        }
        if (job.rows > 0 || job.number == 0) && !crew.hand(job, &mut || progress(rows))? {
            return Ok(None);
        }
        Ok(Some((rows, digest.end())))
    }
}

/// Free bytes on the volume of a folder, as far as the operating system tells.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(folder).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

#[cfg(not(unix))]
fn free(_folder: &Path) -> Option<u64> {
    None
}

/// Refuses where the parts will not fit.
fn check_room(folder: &Path, needed: u64) -> Result<(), Refusal> {
    match free(folder) {
        Some(free) if free < needed => Err(Refusal::NoRoom { path: PathBuf::from(folder), needed, free }),
        _ => Ok(()),
    }
}
