//! Which waves: by id, by year, or from one to another.

use std::fmt;

use survey::{Date, WaveId};

use crate::request::RequestRefusal;
use crate::{Cubes, Near};

/// One wave, or all from one to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveRange {
    given: String,
    from: Bound,
    to: Bound,
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bound {
    /// No end.
    Open,
    /// A year, or the wave that is called by that number.
    Year(i32, WaveId),
    /// A wave.
    Wave(WaveId),
}

impl WaveRange {
    /// Reads `ID`, `YEAR`, `FROM..TO`, `FROM..` or `..TO`.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn read(text: &str) -> Result<WaveRange, RequestRefusal> {
        let wrong = || RequestRefusal::WaveRange { given: text.to_owned() };
        let (from, to) = match text.split_once("..") {
            None => {
                let bound = Bound::read(text).ok_or_else(wrong)?;
                (bound.clone(), bound)
            }
            Some((from, to)) => {
                let end = |text: &str| if text.is_empty() { Some(Bound::Open) } else { Bound::read(text) };
                (end(from).ok_or_else(wrong)?, end(to).ok_or_else(wrong)?)
            }
        };
        Ok(WaveRange { given: text.to_owned(), from, to })
    }

    /// The positions of the waves that lie in it, oldest first.
    pub(crate) fn of(&self, cubes: &Cubes<'_>) -> Result<Vec<usize>, RequestRefusal> {
        let waves: Vec<(&WaveId, Date)> = cubes.waves().collect();
        let (first, last) = (self.from.place(&waves)?, self.to.place(&waves)?);
        let lies_in = |(position, (_, date)): (usize, &(&WaveId, Date))| {
            let after = first.is_none_or(|end| end.is_not_after(position, *date));
            (after && last.is_none_or(|end| end.is_not_before(position, *date))).then_some(position)
        };
        let found: Vec<usize> = waves.iter().enumerate().filter_map(lies_in).collect();
        if found.is_empty() {
            let waves = waves.iter().map(|(wave, _)| wave.as_str()).collect::<Vec<_>>().join(", ");
            return Err(RequestRefusal::NoWaveIn { given: self.given.clone(), waves });
        }
        Ok(found)
    }
}

impl fmt::Display for WaveRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.given)
    }
}

/// An end among the waves there are.
#[derive(Clone, Copy)]
enum Place {
    Year(i32),
    Position(usize),
}

impl Place {
    fn is_not_after(self, position: usize, date: Date) -> bool {
        match self {
            Place::Year(year) => year <= date.year(),
            Place::Position(end) => end <= position,
        }
    }

    fn is_not_before(self, position: usize, date: Date) -> bool {
        match self {
            Place::Year(year) => date.year() <= year,
            Place::Position(end) => position <= end,
        }
    }
}

impl Bound {
    fn read(text: &str) -> Option<Bound> {
        let id = WaveId::new(text).ok()?;
        let is_year = text.len() == 4 && text.bytes().all(|letter| letter.is_ascii_digit());
        Some(match text.parse().ok().filter(|_| is_year) {
            Some(year) => Bound::Year(year, id),
            None => Bound::Wave(id),
        })
    }

    fn place(&self, waves: &[(&WaveId, Date)]) -> Result<Option<Place>, RequestRefusal> {
        let position = |id: &WaveId| waves.iter().position(|(wave, _)| *wave == id).map(Place::Position);
        match self {
            Bound::Open => Ok(None),
            Bound::Year(year, id) => Ok(Some(position(id).unwrap_or(Place::Year(*year)))),
            Bound::Wave(id) => match position(id) {
                Some(place) => Ok(Some(place)),
                None => Err(RequestRefusal::Wave {
                    given: id.to_string(),
                    near: Near::of(id.as_str(), waves.iter().map(|(wave, _)| wave.as_str())),
                }),
            },
        }
    }
}
