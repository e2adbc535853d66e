//! One invitation as the owner of the mailing sees it.

use std::fmt;
use std::str::FromStr;

use survey::{RoleClass, UnitId};

/// How an invitation reaches its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// A letter on paper.
    Letter,
    /// A text message with a link.
    Sms,
    /// An e-mail with a link.
    Email,
    /// A slip of paper for a shared tablet at work.
    Kiosk,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 4] = [Self::Letter, Self::Sms, Self::Email, Self::Kiosk];

    /// The word in the roster.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Kiosk => "kiosk",
        }
    }

    /// Whether the code comes on paper, where somebody has to type it: then it is the short kind, and gets a letter.
    #[must_use]
    pub const fn is_paper(self) -> bool {
        matches!(self, Self::Letter | Self::Kiosk)
    }
}

/// A word that is none of those a column can hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is none of {known}")]
pub struct UnknownWord {
    /// What stood there, shortened.
    found: String,
    /// The words there are.
    known: String,
}

fn find<T: Copy>(text: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, UnknownWord> {
    all.iter().copied().find(|value| word(*value) == text).ok_or_else(|| UnknownWord {
        found: text.chars().take(20).collect(),
        known: all.iter().map(|value| word(*value)).collect::<Vec<_>>().join(", "),
    })
}

impl FromStr for Channel {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        find(text, &Self::ALL, Self::as_str)
    }
}

/// One invitation with its code, on its way to the owner of the mailing.
///
/// `Debug` hides the code.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// What the owner of the mailing calls the person; Mestring never learns who it is.
    pub id: String,
    /// Where the person works; none when a letter is given anew, because nobody here knows.
    pub unit: Option<UnitId>,
    /// What kind of work; none when a letter is given anew, because nobody here knows.
    pub role_class: Option<RoleClass>,
    /// How the invitation is sent.
    pub channel: Channel,
    /// The code in groups of four.
    pub code: String,
    /// The address that fills the code in.
    pub link: String,
}

impl fmt::Debug for Invitation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Invitation").field("channel", &self.channel).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_others_are_told_what_there_is() {
        for channel in Channel::ALL {
            assert_eq!(channel.as_str().parse(), Ok(channel));
        }
        let told = "brev".parse::<Channel>().unwrap_err().to_string();
        assert_eq!(told, "\"brev\" is none of letter, sms, email, kiosk");
        assert!("Letter".parse::<Channel>().is_err());
        assert!("x".repeat(5000).parse::<Channel>().unwrap_err().to_string().len() < 100);
    }

    #[test]
    fn debug_does_not_reveal_the_code() {
        let invitation = Invitation {
            id: "1001".to_owned(),
            unit: None,
            role_class: None,
            channel: Channel::Letter,
            code: "K7QM-2D9X-0VTR-5".to_owned(),
            link: "https://svar.example/svar/w?code=K7QM-2D9X-0VTR-5".to_owned(),
        };
        let told = format!("{invitation:?}");
        assert!(!told.contains("K7QM") && !told.contains("1001"), "{told}");
    }
}
