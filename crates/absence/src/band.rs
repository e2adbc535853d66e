//! How long an absence is, and on whose word.
//!
//! What it is: the employer's bands of length in calendar days, and the two kinds of absence.
//!
//! What it is not: a rate. Days and absences are counted in bands elsewhere.
//!
//! Invariant: every length of a day or more is in exactly one band; the band is that of the full length, also in a month
//! that holds only a part of the absence.

/// Length of a whole absence in calendar days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// One to three days.
    UpTo3,
    /// Four to sixteen days: the employer period.
    From4To16,
    /// Seventeen days to eight weeks.
    From17To56,
    /// More than eight weeks.
    Over56,
}

impl Band {
    /// Every band, the shortest first.
    pub const ALL: [Band; 4] = [Band::UpTo3, Band::From4To16, Band::From17To56, Band::Over56];

    /// The band of a length in calendar days.
    #[must_use]
    pub const fn of(days: u32) -> Band {
        match days {
            0..=3 => Band::UpTo3,
            4..=16 => Band::From4To16,
            17..=56 => Band::From17To56,
            _ => Band::Over56,
        }
    }

    /// The days it spans, as they stand in the names of columns.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Band::UpTo3 => "1_3",
            Band::From4To16 => "4_16",
            Band::From17To56 => "17_56",
            Band::Over56 => "over_56",
        }
    }
}

/// On whose word somebody is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The employee's own.
    SelfCertified,
    /// A doctor's.
    Certified,
}

impl Kind {
    /// Both kinds.
    pub const ALL: [Kind; 2] = [Kind::SelfCertified, Kind::Certified];

    /// The word for it in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::SelfCertified => "self_certified",
            Kind::Certified => "certified",
        }
    }
}

/// One value for each kind and band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Banded<T>([[T; 4]; 2]);

impl<T: Copy> Banded<T> {
    /// The values in the order of [`Kind::ALL`] and [`Band::ALL`].
    #[must_use]
    pub const fn new(values: [[T; 4]; 2]) -> Self {
        Self(values)
    }

    /// The value of one kind and band.
    #[must_use]
    pub const fn get(&self, kind: Kind, band: Band) -> T {
        let [own, certified] = self.0;
        let [first, second, third, fourth] = match kind {
            Kind::SelfCertified => own,
            Kind::Certified => certified,
        };
        match band {
            Band::UpTo3 => first,
            Band::From4To16 => second,
            Band::From17To56 => third,
            Band::Over56 => fourth,
        }
    }

    /// The value of one kind and band, to change.
    pub const fn get_mut(&mut self, kind: Kind, band: Band) -> &mut T {
        let [own, certified] = &mut self.0;
        let [first, second, third, fourth] = match kind {
            Kind::SelfCertified => own,
            Kind::Certified => certified,
        };
        match band {
            Band::UpTo3 => first,
            Band::From4To16 => second,
            Band::From17To56 => third,
            Band::Over56 => fourth,
        }
    }

    /// Every kind and band with its value.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, Band, T)> + '_ {
        Kind::ALL
            .into_iter()
            .flat_map(move |kind| Band::ALL.into_iter().map(move |band| (kind, band, self.get(kind, band))))
    }

    /// The same with every value changed.
    pub fn map<U: Copy + Default>(&self, mut change: impl FnMut(T) -> U) -> Banded<U> {
        let mut changed = Banded::default();
        for (kind, band, value) in self.iter() {
            *changed.get_mut(kind, band) = change(value);
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edge_is_on_its_side() {
        for (days, band) in [
            (1, Band::UpTo3),
            (3, Band::UpTo3),
            (4, Band::From4To16),
            (16, Band::From4To16),
            (17, Band::From17To56),
            (56, Band::From17To56),
            (57, Band::Over56),
            (4_000, Band::Over56),
        ] {
            assert_eq!(Band::of(days), band, "{days}");
        }
    }

    #[test]
    fn each_kind_and_band_has_a_place_of_its_own() {
        let mut banded = Banded::<usize>::default();
        for (at, (kind, band)) in Kind::ALL.into_iter().flat_map(|kind| Band::ALL.map(|band| (kind, band))).enumerate()
        {
            *banded.get_mut(kind, band) = at;
        }
        assert_eq!(banded, Banded::new([[0, 1, 2, 3], [4, 5, 6, 7]]));
        assert_eq!(banded.iter().map(|(_, _, value)| value).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 6, 7]);
    }
}
