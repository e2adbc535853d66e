//! What the shell learns: 0 done, 1 a fault of the machine or program, 2 typed wrong (by clap), 3 input refused, 4 the audit found
//! something.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Error;

/// The input was refused: the message says which file, line and field, and what to do.
const REFUSED: u8 = 3;
/// The audit found something: neither a refusal of what was given nor a fault.
const FOUND: u8 = 4;
/// A fault of the machine or of the program.
const FAULT: u8 = 1;

/// An expected refusal that has no type of its own in another crate.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Refusal(pub(crate) String);

/// What an audit found, in one sentence; the findings themselves were printed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Found(pub(crate) String);

/// Says something on standard error that is no error.
pub(crate) fn note(text: &str) {
    // A closed standard error is nobody to tell.
    let _ = writeln!(std::io::stderr().lock(), "mestring: {text}");
}

/// Says on standard error what happened, and gives the exit code.
pub(crate) fn report(error: &Error) -> ExitCode {
    let mut stderr = std::io::stderr().lock();
    // A closed standard error is nobody to tell.
    let _ = writeln!(stderr, "mestring: {}", sentence(error));
    if error.is::<Found>() {
        return ExitCode::from(FOUND);
    }
    if is_refusal(error) { ExitCode::from(REFUSED) } else { ExitCode::from(FAULT) }
}

/// The whole chain in one sentence, without repeating a cause that its parent already spells out.
fn sentence(error: &Error) -> String {
    let mut told = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if told.is_empty() {
            told = cause;
        } else if !told.contains(&cause) {
            told = format!("{told}: {cause}");
        }
    }
    // Several wrong fields are several sentences, each with its own file and line; they stay on one line for logs.
    told.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" | ")
}

fn is_refusal(error: &Error) -> bool {
    error.chain().any(|cause| {
        cause.is::<Refusal>()
            || cause.is::<crate::settings::SettingsError>()
            || cause.is::<letters::SiteError>()
            || cause.is::<archive::GeneraliseError>()
            || cause.is::<archive::LedgerRefusal>()
            || cause.downcast_ref::<archive::LedgerError>().is_some_and(archive::LedgerError::is_about_input)
            || cause.is::<survey::FileError>()
            || cause.is::<survey::FileErrors>()
            || cause.is::<survey::TextError>()
            || cause.is::<survey::SelectError>()
            || cause.is::<survey::OrganisationError>()
            || cause.is::<query::RequestRefusal>()
            || cause.is::<query::SqlRefusal>()
            || cause
                .downcast_ref::<exports::ExportError>()
                .is_some_and(|error| !matches!(error, exports::ExportError::Io(_) | exports::ExportError::Fault { .. }))
            || cause.is::<analysis::foreign::ForeignError>()
            || cause.is::<analysis::rows::RowsError>()
            || cause.downcast_ref::<analysis::AnalysisError>().is_some_and(|error| !error.is_fault())
            || cause.downcast_ref::<archive::ArchiveError>().is_some_and(archive::ArchiveError::is_about_input)
            || cause
                .downcast_ref::<intake::WaveError>()
                .is_some_and(|error| !matches!(error, intake::WaveError::Fault(_)))
            || cause.downcast_ref::<intake::Fault>().is_some_and(|fault| {
                matches!(
                    fault,
                    intake::Fault::BackupExists { .. }
                        | intake::Fault::JournalExists { .. }
                        | intake::Fault::NotABackup { .. }
                )
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let error = Error::new(Refusal("disk full".to_owned())).context("codes.csv: cannot be written");
        assert_eq!(sentence(&error), "codes.csv: cannot be written: disk full");
        let spelled_out = Error::new(Refusal("disk full".to_owned())).context("cannot write (disk full)");
        assert_eq!(sentence(&spelled_out), "cannot write (disk full)");
        assert!(is_refusal(&spelled_out));
    }

    #[test]
    fn an_unknown_error_is_a_fault() {
        assert!(!is_refusal(&anyhow::anyhow!("the ground moved")));
    }
}
