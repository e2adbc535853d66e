//! Everything the intake says to people, in bokmål, nynorsk and English: what happened, what is safe, what to do.

mod notices;
pub(crate) mod pages;
pub(crate) mod status;
mod tongue;

use survey::Language;

use crate::journal::Band;
pub(crate) use notices::{Notice, declined};
pub(crate) use tongue::Tongue;

/// One text in three languages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    nb: &'static str,
    nn: &'static str,
    en: &'static str,
}

impl Words {
    const fn new(nb: &'static str, nn: &'static str, en: &'static str) -> Words {
        Words { nb, nn, en }
    }

    pub(crate) fn get(self, language: Language) -> &'static str {
        match language {
            Language::Nb => self.nb,
            Language::Nn => self.nn,
            Language::En => self.en,
        }
    }
}

/// A band of participation.
pub(crate) fn band(band: Band) -> Words {
    match band {
        Band::Withheld => Words::new(
            "vises ikke: færre enn ti er invitert",
            "blir ikkje vist: færre enn ti er inviterte",
            "not shown: fewer than ten are invited",
        ),
        Band::Under50 => {
            Words::new("under halvparten har svart", "under halvparten har svart", "fewer than half have answered")
        }
        Band::From50To69 => {
            Words::new("50–69 prosent har svart", "50–69 prosent har svart", "50–69 per cent have answered")
        }
        Band::From70To84 => {
            Words::new("70–84 prosent har svart", "70–84 prosent har svart", "70–84 per cent have answered")
        }
        Band::From85 => Words::new(
            "85 prosent eller flere har svart",
            "85 prosent eller fleire har svart",
            "85 per cent or more have answered",
        ),
    }
}
