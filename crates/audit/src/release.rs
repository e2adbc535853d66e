//! What was released, whatever file it came in: places, and cells that show a number or say why they do not.

use std::collections::BTreeMap;
use std::fmt;

/// The name of the whole: no former municipality, no role, no unit in particular.
pub const WHOLE: &str = "*";

/// The thresholds the release says it keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Answers behind any number.
    pub answers: u64,
    /// Employees behind a number of sickness absence.
    pub employees: u64,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        Thresholds { answers: 5, employees: 10 }
    }
}

/// A unit with everything below it, or all units of a service area or of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its identifier in the files.
    pub id: String,
    /// Its name, as people know it.
    pub name: String,
    /// The unit above; nothing for the root and for a service area.
    pub parent: Option<usize>,
    /// The service area a unit counts in.
    pub area: Option<String>,
    /// The type of unit it counts in.
    pub unit_type: Option<String>,
    /// Unit or area.
    pub kind: PlaceKind,
}

/// What sort of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A unit with everything below it; the root is the whole organisation.
    Unit,
    /// All units whose service area has this place's name.
    Area,
    /// All units whose type has this place's name.
    Type,
}

/// The public tree of one release. Every parent stands before its children, and there is one root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    places: Vec<Place>,
}

/// Why places are no tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// A parent that is not an earlier unit.
    #[error("place {id} stands before its parent, or its parent is no unit")]
    Parent {
        /// The place.
        id: String,
    },
    /// Two places with one identifier.
    #[error("place {id} is there twice")]
    Twice {
        /// The identifier.
        id: String,
    },
    /// No root, or several.
    #[error("there are {found} units without a parent, and there must be one")]
    Roots {
        /// How many.
        found: usize,
    },
}

impl Tree {
    /// A tree of places, parents first.
    ///
    /// # Errors
    /// A parent that does not stand before its child, an identifier that is there twice, no root or several.
    pub fn new(places: Vec<Place>) -> Result<Tree, TreeError> {
        let mut ids = BTreeMap::new();
        for (index, place) in places.iter().enumerate() {
            let above = place.parent.map(|parent| (parent < index).then(|| places.get(parent)).flatten());
            if above.is_some_and(|above| above.is_none_or(|above| above.kind != PlaceKind::Unit)) {
                return Err(TreeError::Parent { id: place.id.clone() });
            }
            if ids.insert(&place.id, index).is_some() {
                return Err(TreeError::Twice { id: place.id.clone() });
            }
        }
        let found = places.iter().filter(|place| place.kind == PlaceKind::Unit && place.parent.is_none()).count();
        if found != 1 {
            return Err(TreeError::Roots { found });
        }
        Ok(Tree { places })
    }

    /// Every place, parents first.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The place with this identifier; `*` is the root.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        let is_it = |place: &Place| {
            if id == WHOLE { place.kind == PlaceKind::Unit && place.parent.is_none() } else { place.id == id }
        };
        self.places.iter().position(is_it)
    }
}

/// What a number is about. Names with a dot are further statistics of the measure before it: `engagement.sd`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Measure {
    /// The wave or period whose people it counts.
    pub wave: String,
    /// Its name in the files.
    pub name: String,
}

impl Measure {
    /// Whether its people are employees rather than those who answered.
    #[must_use]
    pub fn counts_employees(&self) -> bool {
        matches!(self.scale(), "absence" | "register")
    }

    /// Whether it says how many of the invited answered.
    #[must_use]
    pub fn counts_invited(&self) -> bool {
        self.scale() == "response"
    }

    /// The scale a statistic belongs to.
    #[must_use]
    pub fn scale(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }

    /// The statistic: `mean` where the name has no dot.
    #[must_use]
    pub fn statistic(&self) -> &str {
        self.name.split_once('.').map_or("mean", |(_, statistic)| statistic)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.name, self.wave)
    }
}

/// The mark that stands where a number does not. Marks say something too: an attacker reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Fewer people than the rule asks.
    TooFew,
    /// Hidden for the sake of another cell.
    ProtectsAnother,
    /// Hidden, and no more is said.
    Withheld,
    /// There is no number to hide.
    Absent,
}

/// A closed range of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Range {
    /// A printed value with half a unit of its last printed digit on both sides.
    #[must_use]
    pub fn around(value: f64, half: f64) -> Range {
        Range { low: value - half, high: value + half }
    }

    /// The range times a number that is not negative.
    #[must_use]
    pub fn times(self, factor: f64) -> Range {
        Range { low: self.low * factor, high: self.high * factor }
    }

    /// Whether two ranges have a number in common.
    #[must_use]
    pub fn meets(self, other: Range) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// How wide it is.
    #[must_use]
    pub fn width(self) -> f64 {
        self.high - self.low
    }
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    /// A number, with its people where they are printed.
    Shown {
        /// The people behind it.
        n: Option<u64>,
        /// The value that was printed, with its rounding.
        value: Range,
        /// The sum over people that it amounts to, where it is one.
        sum: Option<Range>,
    },
    /// No number.
    Hidden(Mark),
}

/// One cell of a release.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Where: a position in the release's tree.
    pub place: usize,
    /// Only those from this former municipality; [`WHOLE`] for everybody.
    pub former: String,
    /// Only those with this role; [`WHOLE`] for everybody.
    pub role: String,
    /// What about.
    pub measure: Measure,
    /// The number or the mark.
    pub state: State,
}

/// How a scale is answered, where the files say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The lowest answer point.
    pub min: u32,
    /// The highest.
    pub max: u32,
    /// Statements in it.
    pub items: u32,
}

/// One released file, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// The file as the person named it.
    pub file: String,
    /// The wave it belongs to.
    pub wave: String,
    /// What its cells must have.
    pub thresholds: Thresholds,
    /// The places.
    pub tree: Tree,
    /// Every former municipality the file names: identifier and name.
    pub formers: BTreeMap<String, String>,
    /// How each scale is answered.
    pub scales: BTreeMap<String, Scale>,
    /// Identifiers of scales by the titles they have in any language.
    pub titles: BTreeMap<String, String>,
    /// The cells.
    pub cells: Vec<Cell>,
    /// What the file holds and the reader does not read: it was not examined.
    pub unread: Vec<Unread>,
}

/// A part of a file that cannot take part in the attack, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The part, as the file names it.
    pub part: String,
    /// Why it is left out.
    pub why: Why,
}

impl Unread {
    /// A part with its reason.
    pub fn new(part: impl Into<String>, why: Why) -> Unread {
        Unread { part: part.into(), why }
    }
}

/// Why a part of a file gives no equation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Alpha, intraclass correlation, agreement, intervals, adjusted differences: no sum over people.
    NotASum,
    /// A band says only between which bounds a number lies.
    Band,
    /// Means over units and counts of units: every unit counts alike, however many people it has.
    OverUnits,
    /// The file says that it follows from numbers that are printed; that is not checked.
    FromPrinted,
    /// A relation between measures, such as a composite and its parts.
    AcrossMeasures,
    /// A table or a drawing of a page that the reader passes over.
    OtherTable,
    /// A section or a sort of group that the reader does not know.
    Unknown,
    /// A kind of file there is no reader for.
    NoReader,
}

impl Why {
    /// The reason for a program.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Why::NotASum => "not_a_sum",
            Why::Band => "band",
            Why::OverUnits => "over_units",
            Why::FromPrinted => "from_printed",
            Why::AcrossMeasures => "across_measures",
            Why::OtherTable => "other_table",
            Why::Unknown => "unknown",
            Why::NoReader => "no_reader",
        }
    }
}

impl Release {
    /// The cells in the order of place, former municipality, role and measure: what two readings are compared by.
    #[must_use]
    pub fn sorted(mut self) -> Release {
        self.cells
            .sort_by(|a, b| (a.place, &a.former, &a.role, &a.measure).cmp(&(b.place, &b.former, &b.role, &b.measure)));
        self
    }
}
