//! Why a draft cannot be sealed.

use plan::Figure;
use survey::{ScaleId, WaveId};

/// Why a draft cannot be sealed. Nothing is published then. Messages name groups and tables, never numbers of people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Two groups share an identifier.
    #[error("group {id} occurs twice; give every group an identifier of its own")]
    RepeatedGroup {
        /// The identifier.
        id: String,
    },
    /// Two scales share an identifier.
    #[error("scale {scale} occurs twice; list every scale once")]
    RepeatedScale {
        /// The scale.
        scale: ScaleId,
    },
    /// Something points at a group that is not in the list.
    #[error("{place} names group number {group}, which is not in the list of groups")]
    UnknownGroup {
        /// Where.
        place: &'static str,
        /// The position it names.
        group: usize,
    },
    /// Something points at a scale that is not in the list.
    #[error("{place} names scale {scale}, which is not in the list of scales")]
    UnknownScale {
        /// Where.
        place: &'static str,
        /// The scale.
        scale: ScaleId,
    },
    /// A trend points at a wave that is not in the list.
    #[error("the trend names wave number {wave}, which is not in the list of waves")]
    UnknownWave {
        /// The position it names.
        wave: usize,
    },
    /// A benchmark points at a plan or an indicator that is not in the list.
    #[error("a benchmark names indicator number {indicator} of plan number {plan}, which is not in the list of plans")]
    UnknownIndicator {
        /// The plan it names.
        plan: usize,
        /// The indicator it names.
        indicator: usize,
    },
    /// A family lists a group twice, or a group as a part of itself.
    #[error("the family of group {parent} is not a set of parts; list every member once, and not the whole itself")]
    NotParts {
        /// The parent's identifier.
        parent: String,
    },
    /// A cell counts other people than the inner groups it holds.
    #[error("in {table}, the people of group {group} are not those of its inner groups; count both from the same rows")]
    InnerDisagrees {
        /// The table.
        table: String,
        /// The group's identifier.
        group: String,
    },
    /// One name stands for people of different groups.
    #[error("{former} of unit {unit} stands in different groups from one row to the next; place a unit once")]
    AmbiguousInner {
        /// The unit.
        unit: String,
        /// The former municipality.
        former: String,
    },
    /// What was released before gives away what must stay hidden now.
    #[error(
        "in {table}, cells released earlier give away what must stay hidden ({groups}); \
         nothing can be added to them, so publish nothing new of this wave"
    )]
    AlreadyRevealed {
        /// The tables.
        table: String,
        /// Identifiers of the groups whose cells complete it.
        groups: String,
    },
    /// A release and this draft count other people, and one of them does not tell kinds of work apart.
    #[error(
        "in {table}, {former} of unit {unit} has other people than in an earlier release, and only one of the two names their work, so \
         nothing tells who came or went; release from the files that the earlier release was made from"
    )]
    WorkUnmatched {
        /// The table.
        table: String,
        /// The unit.
        unit: String,
        /// The former municipality.
        former: String,
    },
    /// A group is of a kind that its other labels do not fit.
    #[error(
        "group {group} is of a kind that its former municipality, its kind of work or the level above it does not fit; \
         kinds of work are told apart for everybody, service areas and units right below the top"
    )]
    StrayGroup {
        /// The group's identifier.
        group: String,
    },
    /// More people answered than were invited.
    #[error("group {group} has more answers than invitations")]
    MoreAnsweredThanInvited {
        /// The group's identifier.
        group: String,
    },
    /// Absence that cannot be: no month, or more lost days than agreed ones.
    #[error("the absence of group {group} covers no month or loses more days than were agreed")]
    ImpossibleAbsence {
        /// The group's identifier.
        group: String,
    },
    /// A register counts more than there is.
    #[error("{figure} of group {group} in {year} counts more than there is; correct the register file")]
    ImpossibleFigure {
        /// The figure.
        figure: Figure,
        /// The year.
        year: i32,
        /// The group's identifier.
        group: String,
    },
    /// The trend's copy of the sealed wave says something else than its scores.
    #[error("the trend shows wave {wave} with other people than its scores do; count the wave once")]
    WaveDisagrees {
        /// The wave.
        wave: WaveId,
    },
    /// No way was found to protect a table; it is a fault of ours.
    #[error("no cell is left to withhold in {table}; publish nothing and report this as a fault")]
    Unprotectable {
        /// The table.
        table: String,
    },
}
