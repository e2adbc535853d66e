//! The same results for people: pages of plain HTML that need no script.

pub(super) mod login;
mod numbers;
pub(super) mod overview;
mod refusal;
mod skeleton;
pub(super) mod unit;
pub(super) mod view;

pub(super) use login::entered;
pub(super) use refusal::refuse;
use skeleton::{Frame, page};
