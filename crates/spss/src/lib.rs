//! SPSS system files (`.sav`), written and read.
//!
//! A system file is a table with its own explanation: names, what each column and each number means, and which numbers do not
//! count. [`Dictionary`] is that explanation; [`Writer`] takes it and then row after row.
//!
//! This crate knows nothing of surveys.
//!
//! # Invariant
//!
//! What SPSS would refuse, cut or misread cannot be said: names, labels, widths and missing values are types whose constructors
//! check the rules. Memory does not grow with the rows.
//!
//! # Example
//!
//! ```
//! use spss::{Cell, Dictionary, Numeric, Textual, Variable, VariableName, Writer};
//!
//! let dictionary = Dictionary::new(vec![
//!     Variable::new(VariableName::parse("enhet")?, Textual::of_width(12)?),
//!     Variable::new(VariableName::parse("trivsel")?, Numeric::whole(1)?),
//! ])?;
//! let mut file = Vec::new();
//! let mut writer = Writer::new(&mut file, &dictionary, 2)?;
//! writer.write_row(&[Cell::Text("Bråset"), Cell::Number(4.0)])?;
//! writer.write_row(&[Cell::Text("Bråset"), Cell::Missing])?;
//! writer.finish()?;
//! assert!(file.starts_with(b"$FL2"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The format was never published by its owner; this follows the description in the PSPP developers' manual (GNU project, "System
//! File Format"), and is held against files of pyreadstat and R's haven.

mod dictionary;
mod label;
mod layout;
mod missing;
mod name;
mod variable;
mod write;

pub use dictionary::{Dictionary, DictionaryError, FileDay, Title};
pub use label::{Label, LabelError, ValueLabel, VariableLabel};
pub use missing::{MissingError, NumericMissing, TextMissing};
pub use name::{NameError, Names, VariableName};
pub use variable::{Format, Kind, Measure, Numeric, Textual, Variable, VariableError};
pub use write::{Cell, WriteError, Writer};
