//! What protection costs: how many cells a cube shows, and why the others are withheld. It counts cells and never people, and it counts marks that
//! every reader of the cube sees, so it tells nothing that the cube does not.

use std::collections::BTreeMap;
use std::fmt;

use crate::{GroupKind, Reason, Released, Sealed};

/// One sort of number in a cube.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Means of units, the whole and everything between them.
    TreeMeans,
    /// Means of service areas, types of unit, former municipalities and kinds of work.
    WideMeans,
    /// Means of a unit or area by former municipality or kind of work.
    CrossedMeans,
    /// How answers are distributed, with the standard deviation and the agreement.
    Distributions,
    /// Favourable shares.
    FavourableShares,
    /// Means of earlier waves.
    Trend,
    /// Bands of participation.
    Participation,
    /// Absence over the year.
    AbsenceYear,
    /// Absence month by month.
    AbsenceMonths,
    /// Register figures.
    Figures,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::TreeMeans => "means of units",
            Kind::WideMeans => "means of wide groups",
            Kind::CrossedMeans => "means of crossed groups",
            Kind::Distributions => "distributions",
            Kind::FavourableShares => "favourable shares",
            Kind::Trend => "earlier waves",
            Kind::Participation => "participation",
            Kind::AbsenceYear => "absence of the year",
            Kind::AbsenceMonths => "absence by month",
            Kind::Figures => "register figures",
        })
    }
}

/// How the cells of one sort fare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    shown: usize,
    withheld: BTreeMap<Reason, usize>,
}

impl Fate {
    fn count(&mut self, withheld: Option<Reason>) {
        match withheld {
            None => self.shown += 1,
            Some(reason) => *self.withheld.entry(reason).or_default() += 1,
        }
    }

    fn add(&mut self, other: &Fate) {
        self.shown += other.shown;
        for (reason, count) in &other.withheld {
            *self.withheld.entry(*reason).or_default() += count;
        }
    }

    /// Cells that show a number.
    #[must_use]
    pub const fn shown(&self) -> usize {
        self.shown
    }

    /// Cells that are withheld, by the mark they carry.
    #[must_use]
    pub const fn withheld(&self) -> &BTreeMap<Reason, usize> {
        &self.withheld
    }

    /// Cells with as many people as they need: those shown, and those withheld to protect others. Cells withheld for what is answered in them
    /// carry the same mark and are counted with these.
    #[must_use]
    pub fn publishable(&self) -> usize {
        self.shown + self.withheld.get(&Reason::ProtectsAnother).copied().unwrap_or(0)
    }

    /// The share of publishable cells that is shown; none where nothing is publishable.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "far fewer cells than a float holds exactly")]
    pub fn share(&self) -> Option<f64> {
        let publishable = self.publishable();
        (publishable > 0).then(|| self.shown as f64 / publishable as f64)
    }
}

/// How all cells of a cube fare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Utility {
    kinds: BTreeMap<Kind, Fate>,
}

impl Utility {
    /// Sort by sort; what the cube has nothing of is left out.
    #[must_use]
    pub const fn kinds(&self) -> &BTreeMap<Kind, Fate> {
        &self.kinds
    }

    /// All sorts together.
    #[must_use]
    pub fn total(&self) -> Fate {
        let mut total = Fate::default();
        self.kinds.values().for_each(|fate| total.add(fate));
        total
    }

    fn count<T>(&mut self, kind: Kind, cell: &Released<T>) {
        self.kinds.entry(kind).or_default().count(cell.withheld());
    }
}

impl Sealed {
    /// What protection costs in this cube.
    #[must_use]
    pub fn utility(&self) -> Utility {
        let mut utility = Utility::default();
        for ((_, group), cell) in &self.scores {
            let kind = match self.group(*group).map(|group| group.kind) {
                Some(GroupKind::Total | GroupKind::Unit { .. }) => Kind::TreeMeans,
                Some(GroupKind::Crossed) => Kind::CrossedMeans,
                _ => Kind::WideMeans,
            };
            utility.count(kind, cell);
            match cell.shown() {
                Some(score) => {
                    utility.count(Kind::Distributions, &score.distribution);
                    utility.count(Kind::FavourableShares, &score.favourable);
                }
                None => {
                    utility.count(Kind::Distributions, cell);
                    utility.count(Kind::FavourableShares, cell);
                }
            }
        }
        self.trend.values().for_each(|cell| utility.count(Kind::Trend, cell));
        self.participation.values().for_each(|cell| utility.count(Kind::Participation, cell));
        self.absence_year.values().for_each(|cell| utility.count(Kind::AbsenceYear, cell));
        self.absence_months.values().for_each(|cell| utility.count(Kind::AbsenceMonths, cell));
        self.figures.values().for_each(|cell| utility.count(Kind::Figures, cell));
        utility
    }
}

/// One line for each sort of number: shown, publishable, and withheld by mark.
impl fmt::Display for Utility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |name: &str, fate: &Fate| {
            let share = fate.share().map_or_else(String::new, |share| format!(" ({:.1} %)", 100.0 * share));
            write!(f, "{name}: {} of {} publishable cells are shown{share}", fate.shown(), fate.publishable())?;
            for (reason, count) in fate.withheld() {
                write!(f, ", {count} {}", reason.mark(survey::Language::En))?;
            }
            writeln!(f)
        };
        self.kinds.iter().try_for_each(|(kind, fate)| line(&kind.to_string(), fate))?;
        line("all", &self.total())
    }
}
