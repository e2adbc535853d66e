//! Why there is no plan.

use super::request::Request;

/// A request that contradicts itself. Messages name cells and positions, and never how many people anything holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum RequestError {
    /// Two people know everything about each other.
    #[error("the minimum is {given}, and may not be lower than {}", Request::LEAST_MINIMUM)]
    MinimumTooLow {
        /// What was asked for.
        given: u64,
    },
    /// A cell would be shown for fewer people than nobody may single out.
    #[error("cell {cell} needs {given} people, and may not need fewer than the minimum")]
    CellMinimumTooLow {
        /// The cell's key.
        cell: String,
        /// What was asked for.
        given: u64,
    },
    /// Two cells with one key could change places.
    #[error("cell {cell} is named more than once")]
    RepeatedCell {
        /// The cell's key.
        cell: String,
    },
    /// A set names an inner group that is not there.
    #[error("{set} names inner group {group}, of which there is none")]
    UnknownGroup {
        /// The cell, sensitive set or released row.
        set: String,
        /// The position it names.
        group: usize,
    },
    /// A set counts an inner group twice.
    #[error("{set} names inner group {group} more than once")]
    RepeatedGroup {
        /// The cell, sensitive set or released row.
        set: String,
        /// The position it names.
        group: usize,
    },
    /// A partition names a cell that is not there.
    #[error("partition {partition} names cell {cell}, of which there is none")]
    UnknownCell {
        /// The position of the partition.
        partition: usize,
        /// The position it names.
        cell: usize,
    },
    /// Tables planned together must be about the same cells.
    #[error("table {request} names other cells than the first, or in another order")]
    DifferentCells {
        /// The position of the request.
        request: usize,
    },
    /// Members of a partition are not disjoint parts of its parent.
    #[error("partition {partition} of cell {parent}: member {member} is no part of it, or overlaps another member")]
    NoPart {
        /// The position of the partition.
        partition: usize,
        /// The parent's key.
        parent: String,
        /// The member's key.
        member: String,
    },
}

/// Why there is no plan, and nothing may be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The request contradicts itself.
    #[error("{}", listed(.0))]
    Request(Vec<RequestError>),
    /// The ledger gives away what must stay hidden, before anything is added. Each row is the one that completes it.
    #[error(
        "released already, and together they give away what must stay hidden: {}; \
         nothing can be added to this wave",
        .rows.join(", ")
    )]
    AlreadyRevealed {
        /// The keys of the rows.
        rows: Vec<String>,
    },
    /// Remainders stay too small.
    #[error("after {rounds} rounds some remainder is still too small, so nothing is published")]
    Unsettled {
        /// The passes made.
        rounds: u32,
    },
}

fn listed(errors: &[RequestError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
