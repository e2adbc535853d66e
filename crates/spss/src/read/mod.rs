//! Reading: the dictionary at once, and then one row at a time.

mod assemble;
mod charset;
mod data;
mod extensions;
mod input;
mod records;
mod zlib;

use std::io::{self, BufReader, Read};

use thiserror::Error;

use self::data::{Octet, Octets, Slot};
use self::input::Input;
use crate::Dictionary;

/// One value of a row that was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number, user-missing or not.
    Number(f64),
    /// A text, without the spaces that fill its column.
    Text(String),
    /// System-missing: no number.
    Missing,
}

/// Why a file cannot be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// It does not begin as a system file does.
    #[error("this is not an SPSS system file: it does not begin with $FL2 or $FL3")]
    NotASystemFile,
    /// It ends too early.
    #[error("the file is cut short: it ends at byte {at}, in the middle of {what}")]
    CutShort {
        /// How many bytes there are.
        at: u64,
        /// What was being read.
        what: &'static str,
    },
    /// Something in it cannot be.
    #[error("byte {at}: {problem}")]
    Malformed {
        /// Where, in bytes from the beginning.
        at: u64,
        /// What cannot be.
        problem: String,
    },
    /// Its texts are in an encoding that we do not know.
    #[error("its texts are encoded as {name}, which we do not read; save it again in SPSS as Unicode (UTF-8)")]
    Encoding {
        /// The encoding's name or number.
        name: String,
    },
    /// A value of a row cannot be.
    #[error("row {row}, variable {variable}: {problem}")]
    Value {
        /// The row, counted from 1.
        row: u64,
        /// The variable.
        variable: String,
        /// What cannot be.
        problem: &'static str,
    },
    /// Other rows than the header says.
    #[error("the header says {announced} rows, and there are {found}")]
    RowCount {
        /// In the header.
        announced: u64,
        /// What there is.
        found: &'static str,
    },
    /// It could not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A file that is being read: an iterator over its rows, each with one value per variable.
///
/// Uncompressed, compressed (`.sav`) and zlib-compressed (`.zsav`) files, of either byte order; texts in UTF-8, windows-1252,
/// ISO 8859-1, ISO 8859-15 or ASCII. A file without a named encoding is read as windows-1252. Multiple-response sets, attributes
/// and other extensions are skipped.
///
/// The first error is the last item. More rows than the header says are an error, as fewer are.
#[derive(Debug)]
pub struct Reader<R> {
    dictionary: Dictionary,
    slots: Vec<Slot>,
    charset: charset::Charset,
    octets: Octets<R>,
    announced: Option<u64>,
    read: u64,
    done: bool,
}

impl<R: Read> Reader<R> {
    /// Reads what the file says about itself.
    ///
    /// # Errors
    /// When it is not a system file, is damaged, or has an encoding we do not know.
    pub fn open(from: R) -> Result<Self, ReadError> {
        let mut input = Input::new(BufReader::new(from));
        let records = records::read(&mut input)?;
        let file = assemble::assemble(&records)?;
        let octets = Octets::new(input, records.compression, records.bias, file.system_missing)?;
        let announced = file.rows;
        let (dictionary, slots, charset) = (file.dictionary, file.slots, file.charset);
        Ok(Self { dictionary, slots, charset, octets, announced, read: 0, done: false })
    }

    /// What the file says about itself.
    #[must_use]
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    fn row(&mut self) -> Result<Option<Vec<Value>>, ReadError> {
        if self.announced == Some(self.read) {
            let more = self.octets.next("the end of the rows")?;
            let (announced, found) = (self.read, "more");
            return if more.is_some() { Err(ReadError::RowCount { announced, found }) } else { Ok(None) };
        }
        let Some(mut octet) = self.octets.next("a row")? else {
            return match self.announced {
                Some(announced) => Err(ReadError::RowCount { announced, found: "fewer" }),
                None => Ok(None),
            };
        };
        self.read += 1;
        let row = self.read;
        let mut values = Vec::with_capacity(self.slots.len());
        for (position, (slot, variable)) in self.slots.iter().zip(&self.dictionary.variables).enumerate() {
            let at_fault = |problem| ReadError::Value { row, variable: variable.name().to_string(), problem };
            if position > 0 {
                octet = self.octets.expected("a row")?;
            }
            values.push(match slot {
                Slot::Number => self.octets.number(octet).map_err(at_fault)?,
                Slot::Text(text) => {
                    let bytes = self.octets.text(octet, text)?;
                    let bytes = bytes.map_err(at_fault)?;
                    let decoded = self.charset.decode(&bytes).ok_or("a text that is not in the file's encoding");
                    Value::Text(decoded.map_err(at_fault)?)
                }
            });
        }
        Ok(Some(values))
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Vec<Value>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let row = self.row().transpose();
        self.done = !matches!(row, Some(Ok(_)));
        row
    }
}

impl Octet {
    const SPACES: [u8; 8] = [b' '; 8];
}
