//! One round of asking, and the states it goes through.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Date, Instrument, InstrumentId, ModuleId, SelectError, Text, WaveId};

/// One round of asking everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wave {
    /// Its id, and the name of its folder.
    pub id: WaveId,
    /// Its name for people.
    pub title: Text,
    /// The day whose organisation the answers are counted in.
    pub reference_date: Date,
    /// The instrument it uses.
    pub instrument: InstrumentId,
    /// The version of that instrument.
    pub instrument_version: String,
    /// The modules it asks; none means all.
    #[serde(default)]
    pub modules: Vec<ModuleId>,
}

impl Wave {
    /// The part of an instrument that this wave asks, if it is the wave's instrument.
    pub fn questions(&self, instrument: &Instrument) -> Result<Instrument, SelectError> {
        if self.instrument != *instrument.id() || self.instrument_version != instrument.version() {
            return Err(SelectError::OtherInstrument {
                wanted: self.instrument.clone(),
                wanted_version: self.instrument_version.clone(),
                given: instrument.id().clone(),
                given_version: instrument.version().to_owned(),
            });
        }
        instrument.select(&self.modules)
    }
}

/// Where a wave is on its way. It only ever moves to the next state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WaveState {
    /// Being prepared; nobody can answer, and everything can still be changed.
    Draft,
    /// Answers are taken; what protects people can no longer be changed.
    Open,
    /// No more answers; what was taken is being written down.
    Closing,
    /// The answers are settled and can be counted.
    Settled,
    /// A sealed result has been published.
    Released,
}

impl WaveState {
    /// Every state, in order.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Open, Self::Closing, Self::Settled, Self::Released];

    /// The state in one word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Closing => "closing",
            Self::Settled => "settled",
            Self::Released => "released",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// The state after this one.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Draft => Some(Self::Open),
            Self::Open => Some(Self::Closing),
            Self::Closing => Some(Self::Settled),
            Self::Settled => Some(Self::Released),
            Self::Released => None,
        }
    }

    /// Whether a wave in this state can move to that one.
    #[must_use]
    pub fn can_become(self, next: Self) -> bool {
        self.next() == Some(next)
    }
}

impl fmt::Display for WaveState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_moves_one_state_at_a_time_and_never_back() {
        for (from, state) in WaveState::ALL.into_iter().enumerate() {
            assert_eq!(WaveState::parse(state.as_str()), Some(state));
            for (to, next) in WaveState::ALL.into_iter().enumerate() {
                assert_eq!(state.can_become(next), to == from + 1, "{state} to {next}");
            }
        }
        assert_eq!(WaveState::parse("Open"), None);
    }
}
