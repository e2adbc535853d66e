//! Read-only SQL: one `SELECT` over the views, run by polars in memory.

mod frame;
mod guard;
mod refusal;

use std::fmt;
use std::sync::OnceLock;

use polars::prelude::{DataFrame, IntoLazy, PolarsResult};
use polars::sql::SQLContext;
use views::{Description, Table, View};

use crate::Cubes;
use guard::Select;

pub use refusal::SqlRefusal;

/// The most rows an answer may have.
const ROWS_MAX: u32 = 1_000_000;
/// The most rows that may come of putting every row beside every other.
const CROSSED_MAX: usize = 10_000_000;
/// A statement is read and run on a stack of its own, since both go as deep as its expressions do.
const STACK: usize = 64 << 20;
/// The name of an answer.
const NAME: &str = "query";

/// Every view as a table to select from; a view becomes a table when it is first asked for.
pub struct Database<'c> {
    cubes: Cubes<'c>,
    frames: [OnceLock<Result<DataFrame, String>>; View::ALL.len()],
}

impl fmt::Debug for Database<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").finish_non_exhaustive()
    }
}

impl<'c> Database<'c> {
    /// The views of some cubes, as their audience sees them.
    #[must_use]
    pub fn new(cubes: Cubes<'c>) -> Database<'c> {
        Database { cubes, frames: [const { OnceLock::new() }; View::ALL.len()] }
    }

    /// Runs one `SELECT`.
    ///
    /// Coded columns are their words. A column of the answer that has the name and type of a column of a view it selects from is
    /// described as that column is. There are at most a million rows; more are refused, never cut.
    ///
    /// # Errors
    /// When the text is anything but one `SELECT` over views, names what is not there, or cannot be run.
    pub fn sql(&self, text: &str) -> Result<Table, SqlRefusal> {
        // A thread of its own has the stack, and keeps a panic of the library to itself.
        let joined = std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().name("sql".to_owned()).stack_size(STACK);
            let started = thread.spawn_scoped(scope, || self.run(text));
            started.map(std::thread::ScopedJoinHandle::join)
        });
        match joined {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(SqlRefusal::Failed { reason: "the library gave up on it".to_owned() }),
            Err(error) => Err(SqlRefusal::Failed { reason: error.to_string() }),
        }
    }

    fn run(&self, text: &str) -> Result<Table, SqlRefusal> {
        let select = guard::check(text)?;
        let frame = self.collected(text, &select)?;
        if frame.height() > usize::try_from(ROWS_MAX).unwrap_or(usize::MAX) {
            return Err(SqlRefusal::TooManyRows { most: ROWS_MAX });
        }
        let described: Vec<Description> = select.views.iter().flat_map(|view| view.columns()).collect();
        frame::to_table(NAME, &frame, &described)
    }

    fn collected(&self, text: &str, select: &Select) -> Result<DataFrame, SqlRefusal> {
        let mut crossed = 1_usize;
        for view in &select.crossed {
            crossed = crossed.saturating_mul(self.frame(*view)?.height());
        }
        if crossed > CROSSED_MAX {
            return Err(SqlRefusal::Crossed { most: CROSSED_MAX });
        }
        let mut context = SQLContext::new();
        for view in &select.views {
            context.register(view.name(), self.frame(*view)?.clone().lazy());
        }
        let run = |context: &mut SQLContext| -> PolarsResult<DataFrame> {
            context.execute(text)?.limit(ROWS_MAX + 1).collect()
        };
        run(&mut context).map_err(|error| SqlRefusal::of(&error, &select.views))
    }

    fn frame(&self, view: View) -> Result<&DataFrame, SqlRefusal> {
        let failed = |reason: &str| SqlRefusal::Failed { reason: reason.to_owned() };
        let position = View::ALL.into_iter().position(|of| of == view);
        let slot = position.and_then(|position| self.frames.get(position)).ok_or_else(|| failed(view.name()))?;
        let frame = slot.get_or_init(|| frame::of_table(&self.cubes.table(view)).map_err(|error| error.to_string()));
        frame.as_ref().map_err(|reason| failed(reason))
    }
}
