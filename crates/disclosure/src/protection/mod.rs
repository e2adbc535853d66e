//! Which cells of one closed cube may be published, so that no linear combination of everything published concerns only a few people.
//!
//! A [`Request`] says who stands behind which cell: *inner groups* (the finest sets of people that any two cells can tell apart) with their counts, and
//! *cells*, each a set of inner groups. [`Request::plan`] gives every cell its [`Decision`]. It knows no answers and no names of people, holds nothing that
//! could be published, and publishes nothing.
//!
//! **Invariant**, for a minimum of k people. Let the published rows be the cells with [`Decision::Published`] and the released rows of the ledger.
//!
//! | id | promise |
//! |---|---|
//! | P1 | no combination of published rows, with whatever coefficients, touches only inner groups that together hold 1 to k − 1 people (words of up to four groups, which for k ≤ 5 is every such word) |
//! | P2 | no combination is a multiple of a sensitive set, or of a cell below its own minimum |
//! | P3 | no partition's published parent less its published members leaves 1 to (the parent's minimum − 1) people, nor can that be worked out |
//! | P4 | the plan is the same whatever order cells and groups are named in |
//! | P5 | no cell that is withheld for others could be given back: with it, P1 or P2 would break (where one pass is enough) |
//! | P6 | of tables planned together, each cell is shown in all or in none, and each keeps P1 to P4 |
//!
//! How: one pass over the cells in order of worth, [`Class`] first, then people, then key. A cell that P1 or P2 forbids, given what is
//! published before it, is withheld. `docs/methods/protection.md` shows the method on an example that can be followed by hand.
//!
//! ```
//! use disclosure::protection::{Cell, Class, Decision, Request};
//!
//! // Three units of 3, 9 and 11 people, and the whole.
//! let cell = |key: &str, groups: &[usize]| Cell { key: key.to_owned(), class: Class::Tree, minimum: 5, groups: groups.to_vec() };
//! let request = Request {
//!     minimum: 5,
//!     people: vec![3, 9, 11],
//!     cells: vec![cell("whole", &[0, 1, 2]), cell("a", &[0]), cell("b", &[1]), cell("c", &[2])],
//!     partitions: Vec::new(),
//!     sensitive: Vec::new(),
//!     released: Vec::new(),
//! };
//! // With b shown, the whole less b and c would be three people.
//! use Decision::{Primary, Published, Secondary};
//! assert_eq!(request.plan()?.decisions(), [Published, Primary, Secondary, Published]);
//! # Ok::<(), disclosure::protection::PlanError>(())
//! ```

mod error;
mod merged;
mod pass;
mod plan;
mod request;
mod residue;
mod search;
mod secrets;
mod sensitive;
mod small;
mod space;
mod system;
mod vector;
mod workbench;

pub use error::{PlanError, RequestError};
pub use plan::{ClassSummary, Decision, Plan};
pub use request::{Cell, Class, Partition, ReleasedRow, Request, Sensitive};
pub use sensitive::{are_all_but_few_alike, is_dominated};
