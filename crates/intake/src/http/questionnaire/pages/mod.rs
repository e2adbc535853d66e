//! The pages as HTML that needs no script.

mod item;
mod overview;
mod receipt;
mod refusal;
mod sheet;
mod skeleton;
mod start;

pub(super) use item::item;
pub(super) use overview::{Overview, overview};
pub(super) use receipt::receipt;
pub(super) use refusal::gone;
pub(in crate::http) use refusal::{Here, Way, refusal};
pub(super) use sheet::{Complaint, Sheet};
pub(in crate::http) use skeleton::{Document, document, language_links};
pub(super) use start::{Start, start};
