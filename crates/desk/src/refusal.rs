//! Why a request was not carried out: declined ([`Refusal`]) or not managed ([`Failure`]).

/// Understood and declined. Nothing was shown or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nobody has signed in, or the session has ended.
    SignIn,
    /// Name and password do not belong together. Which of them is wrong is never told.
    WrongSignIn,
    /// Too many wrong passwords for this name; worth trying in so many seconds.
    Patience(u64),
    /// Signed in, and this address is not for the role.
    NotYours,
    /// There is nothing at this address.
    NoSuchPage,
    /// No view has this name.
    NoSuchView(String),
    /// The release has no such row, as far as this reader sees.
    NoSuchRow,
    /// A part of the request cannot be carried out; the text says which and why.
    Query(String),
    /// The pages that were being read belong to a release that is no longer shown.
    Replaced,
    /// The browser says that another website sent the form, or says nothing.
    ForeignOrigin,
    /// A name and a secret came over a line that others can read.
    NotEncrypted,
    /// The address does not take this method.
    Method,
    /// The request says it carries something else than this address takes.
    ContentType,
    /// The request is larger than any can be.
    TooLarge,
    /// The request could not be read.
    Unreadable,
    /// This desk was started without it.
    NotOffered,
    /// An option of OData that this service does not have.
    NotImplemented(String),
    /// The question in SQL was refused; the text says why.
    Sql(String),
    /// The organisation's sign-in let nobody in whom this desk knows; the text is for the operator.
    Stranger,
}

/// Understood and not managed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The audit log takes nothing, so nothing is shown.
    Log,
    /// The file of accounts cannot be read, so nobody is let in.
    Accounts,
    /// Too many passwords are being checked.
    Busy,
    /// The organisation's sign-in does not answer as it should.
    Issuer,
    /// A defect of ours.
    Defect,
}

/// A request that was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Declined {
    Refused(Refusal),
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

impl From<crate::select::SelectError> for Declined {
    fn from(error: crate::select::SelectError) -> Declined {
        Refusal::Query(error.0).into()
    }
}

impl From<crate::trail::TrailStopped> for Declined {
    fn from(_: crate::trail::TrailStopped) -> Declined {
        Failure::Log.into()
    }
}

impl From<crate::select::CursorError> for Declined {
    fn from(error: crate::select::CursorError) -> Declined {
        match error {
            crate::select::CursorError::Replaced => Refusal::Replaced.into(),
            crate::select::CursorError::Foreign => {
                Refusal::Query("the cursor belongs to another request: follow the links as they were given".to_owned())
                    .into()
            }
        }
    }
}
