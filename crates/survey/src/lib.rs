//! What is asked, of whom, and what counts as an answer.
//!
//! This crate holds the words the rest of the house speaks in. It is not a form, a file format or a statistic: it knows nothing
//! of HTTP, Parquet or means.
//!
//! | subject | types |
//! |---|---|
//! | what is asked | [`Instrument`], [`Module`], [`Scale`], [`Item`], [`AnswerScale`], [`Points`] |
//! | of whom | [`Register`] (all units over time), [`Organisation`] (one day's tree), [`Lineage`] (what became what) |
//! | when | [`Wave`], [`WaveState`], [`Date`], [`Month`] |
//! | what was answered | [`Response`], [`Answer`], [`Record`] |
//! | how it is kept | [`Layout`] (the columns), [`Codebook`] (what they mean) |
//! | what went wrong | [`FileError`] for files, [`AnswerError`] for answers |
//!
//! # Invariant
//!
//! There is no input or output here, no clock and no floating point. A value with a promise can only be made by a constructor
//! that checks the promise, and serde goes through the same constructor. So whoever holds
//!
//! - an [`Instrument`] knows that ids are unique, that every scale has items with the same answer points, and that every text
//!   exists in bokmål, nynorsk and English;
//! - an [`Organisation`] knows that it is one tree;
//! - a [`Lineage`] knows that following it comes to an end;
//! - a [`Response`] knows that each answer is one that its item allows.
//!
//! Files arrive as text with a name ([`Source`]) and are refused with the line, the field and a remedy. Submissions are refused
//! with all their problems at once.
//!
//! # Example
//!
//! ```
//! use survey::{Answer, Language, Response};
//!
//! let instrument = survey::mestring()?;
//! let item = instrument.items()[0].id().as_str();
//! let response = Response::parse(&instrument, [(item, "4")]).expect("four is one of the points");
//! assert_eq!(response.answers()[0], Answer::Point(4));
//!
//! let refused = Response::parse(&instrument, [(item, "9"), ("no_such_item", "1")]).unwrap_err();
//! assert_eq!(refused.len(), 2);
//! assert_eq!(refused[0].message(Language::En), "9 is not one of the answers. Choose a number from 1 to 5.");
//! # Ok::<(), survey::FileError>(())
//! ```

mod answer;
mod calendar;
mod codebook;
mod crosswalk;
mod day;
mod file_error;
mod ids;
mod instrument;
mod instrument_file;
mod item;
mod language;
mod layout;
mod lineage;
mod municipality_number;
mod organisation;
mod points;
mod register;
mod role_class;
mod scale;
mod share;
mod shipped;
mod table;
mod unit;
mod wave;

pub use answer::{Answer, AnswerError, NOT_RELEVANT, Record, Response};
pub use calendar::{CalendarError, Date, Month, YEARS};
pub use codebook::{Codebook, CodebookColumn, CodebookItem, CodebookScale, ValueLabel};
pub use crosswalk::{Comparable, Crosswalk, Origin};
pub use day::Day;
pub use file_error::{FileError, FileErrors};
pub use ids::{
    AnswerScaleId, FormerMunicipalityId, ID_LENGTH_MAX, IdError, InstrumentId, ItemId, ModuleId, ScaleId, UnitId,
    WaveId,
};
pub use instrument::{Instrument, Module, SelectError};
pub use item::{AnswerScale, Item};
pub use language::{Language, Text, TextError};
pub use layout::{Column, Layout, LayoutVersion};
pub use lineage::{Lineage, LineageError};
pub use municipality_number::{MunicipalityNumber, MunicipalityNumberError, NumberChange};
pub use organisation::{FormerMunicipalityIndex, Organisation, OrganisationError, UnitIndex};
pub use points::{Points, PointsError};
pub use register::Register;
pub use role_class::{RoleClass, UnknownRoleClass};
pub use scale::{Direction, MissingRule, Scale, ScaleKind};
pub use share::{Share, ShareError};
pub use shipped::{MESTRING_INSTRUMENT, mestring};
pub use table::{Part, Row, Source, Table, TableParts};
pub use unit::{FormerMunicipality, LABEL_LENGTH_MAX, NAME_LENGTH_MAX, NameError, ServiceArea, Unit, UnitType};
pub use wave::{Wave, WaveState};
