//! The plans that Mestring ships with.

use survey::FileErrors;

use crate::programme::Plan;

/// The scorecards of the old municipality of Asker, 2015-2019, for a survey whose highest score was 6. A labelled
/// stand-in; a new project does not use it.
pub const ASKER_2016_2019: &str = include_str!("../plans/asker-2016-2019.toml");

/// The scorecard of the old municipality of Asker, 2017-2020, as a plan file. A labelled stand-in, never the targets of
/// the plan for 2020-2023.
pub const ASKER_2017_2020: &str = include_str!("../plans/asker-2017-2020.toml");

/// The seven focus areas of the employer-policy plan 2020-2023, as a plan file.
pub const TEMAPLAN_2020_2023: &str = include_str!("../plans/temaplan-2020-2023.toml");

/// The older old Asker scorecards, read.
pub fn asker_2016_2019() -> Result<Plan, FileErrors> {
    Plan::from_toml("asker-2016-2019.toml", ASKER_2016_2019)
}

/// The old Asker scorecard, read.
pub fn asker_2017_2020() -> Result<Plan, FileErrors> {
    Plan::from_toml("asker-2017-2020.toml", ASKER_2017_2020)
}

/// The plan for 2020-2023, read.
pub fn temaplan_2020_2023() -> Result<Plan, FileErrors> {
    Plan::from_toml("temaplan-2020-2023.toml", TEMAPLAN_2020_2023)
}
