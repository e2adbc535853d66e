//! The cubes that may be asked, and who asks.

use std::collections::BTreeSet;

use disclosure::{Audience, Sealed};
use survey::{Date, WaveId};
use views::{Table, View};

use crate::{RequestRefusal, WaveRange};

/// Sealed cubes, oldest first, as one audience sees them.
#[derive(Clone, Debug)]
pub struct Cubes<'c> {
    cubes: Vec<&'c Sealed>,
    audience: Audience,
}

impl<'c> Cubes<'c> {
    /// These cubes, in any order, for this audience.
    #[must_use]
    pub fn new(cubes: impl IntoIterator<Item = &'c Sealed>, audience: Audience) -> Cubes<'c> {
        let mut cubes: Vec<&Sealed> = cubes.into_iter().collect();
        cubes.sort_by_key(|cube| (cube.header().reference_date, cube.header().wave.clone()));
        Cubes { cubes, audience }
    }

    /// A view of them, with the groups that the audience sees.
    #[must_use]
    pub fn table(&self, view: View) -> Table {
        Table::of(view, &self.cubes, &|cube, group| self.audience.sees(cube, group))
    }

    /// The waves with their days, oldest first.
    pub fn waves(&self) -> impl ExactSizeIterator<Item = (&'c WaveId, Date)> + '_ {
        self.cubes.iter().map(|cube| (&cube.header().wave, cube.header().reference_date))
    }

    /// What can be asked for as a measure, in the cubes' order: the scales, and absence.
    #[must_use]
    pub fn measures(&self) -> Vec<&'c str> {
        let mut told = BTreeSet::new();
        let scales = self.cubes.iter().flat_map(|cube| cube.scales()).map(|scale| scale.id.as_str());
        scales.chain(["absence"]).filter(|measure| told.insert(*measure)).collect()
    }

    /// Those of the waves that lie in any of these ranges; of every wave where there are none.
    ///
    /// # Errors
    /// When a range names a wave that is not there, or holds none.
    pub fn within(&self, waves: &[WaveRange]) -> Result<Cubes<'c>, RequestRefusal> {
        if waves.is_empty() {
            return Ok(self.clone());
        }
        let mut keep = BTreeSet::new();
        for range in waves {
            keep.extend(range.of(self)?);
        }
        let cubes =
            self.cubes.iter().enumerate().filter(|(position, _)| keep.contains(position)).map(|(_, cube)| *cube);
        Ok(Cubes { cubes: cubes.collect(), audience: self.audience.clone() })
    }

    /// The cubes themselves, oldest first, whoever asks.
    #[must_use]
    pub fn sealed(&self) -> &[&'c Sealed] {
        &self.cubes
    }
}
