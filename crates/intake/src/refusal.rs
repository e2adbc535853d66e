//! Why an answer was not taken: declined ([`Refusal`]) or not managed ([`Failure`]).
//!
//! The two are different types because they are treated differently: a refusal is the sender's to mend, is counted and
//! wakes nobody; a failure is ours. Neither knows what HTTP is.

use survey::AnswerError;

/// Understood and declined. Nothing was stored.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// No wave has this id.
    UnknownWave,
    /// The wave takes no more answers.
    WaveClosed,
    /// What was written cannot be any code: a slip of the pen. Nothing was looked up, and it is no guess.
    MistypedCode,
    /// The code gives no answer here: nobody has it, a new letter replaced it, or it has given its answer. Which of the
    /// three is never told.
    Code,
    /// Some answers are not answers to this instrument; all problems at once.
    Answers(Vec<AnswerError>),
    /// Not one question was answered.
    NothingAnswered,
    /// The number of the submission is not 32 hexadecimal digits.
    SubmissionNumber,
    /// The request could not be read; the text says where.
    Unreadable(String),
    /// The request says it carries something else than this address takes.
    ContentType,
    /// The request is larger than any answer can be.
    TooLarge,
    /// The request did not arrive in time.
    TooSlow,
    /// The browser says that another website sent the form.
    ForeignOrigin,
    /// The request came in clear to a server that speaks TLS.
    NotEncrypted,
    /// There is nothing at this address.
    NoSuchPage,
    /// The address exists but does not take this method.
    Method,
    /// The wave is settled: its codes are gone, and participation stands in its report.
    ParticipationGone,
}

/// Understood and not managed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Too many answers are waiting, or somebody else holds the journal. Nothing was stored; trying again helps.
    Busy,
    /// The disk has no room, or takes no writing just now. Nothing was stored; it works again when there is room.
    NoRoom,
    /// The journal takes nothing more until it has been reopened. This answer was not stored.
    Stopped,
    /// The write failed in a way that leaves it open whether the answer is stored. Sending it again tells.
    Unknown,
    /// A defect of ours that concerns this one answer. It was not stored.
    Defect,
}

/// An answer that was not taken.
#[derive(Clone, Debug, PartialEq)]
pub enum Declined {
    /// The sender's to mend.
    Refused(Refusal),
    /// Ours.
    Failed(Failure),
}

impl From<Refusal> for Declined {
    fn from(refusal: Refusal) -> Declined {
        Declined::Refused(refusal)
    }
}

impl From<Failure> for Declined {
    fn from(failure: Failure) -> Declined {
        Declined::Failed(failure)
    }
}
