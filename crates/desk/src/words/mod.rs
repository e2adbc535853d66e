//! Every text that people see, in bokmål, nynorsk and English.

mod notices;
mod pages;

pub(crate) use notices::notice;
pub(crate) use pages::*;
