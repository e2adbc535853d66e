//! What the attack found, and what it looked at: the facts, before anybody puts them into words.

use serde_json::{Value, json};

use crate::fraction::Fraction;
use crate::release::{Measure, Range, Release, Why};

/// The level of the attack a finding belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Files, or two places of one file, that do not say the same of one cell.
    Consistency,
    /// A hidden cell or a small inner group that published cells give exactly.
    Exact,
    /// A combination of published cells that concerns fewer people than the rule asks.
    Groups,
    /// A hidden value that can only lie in a narrow range.
    Interval,
    /// What one or two colleagues who know their own answers can work out.
    Coalition,
    /// What no file gives alone, and several give together.
    History,
}

impl Level {
    /// Every level, in the order of the report.
    pub const ALL: [Level; 6] =
        [Level::Consistency, Level::Exact, Level::Groups, Level::Interval, Level::Coalition, Level::History];

    /// Its name in a file: `L1` to `L5`, and `consistency`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Level::Consistency => "consistency",
            Level::Exact => "L1",
            Level::Groups => "L2",
            Level::Interval => "L3",
            Level::Coalition => "L4",
            Level::History => "L5",
        }
    }
}

/// Some people, named by what is public of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The identifier of the unit or area.
    pub id: String,
    /// Its name.
    pub place: String,
    /// From which former municipality; `*` for everybody.
    pub former: String,
    /// In which role; `*` for everybody.
    pub role: String,
    /// Only those who work in the unit itself, not below it.
    pub own: bool,
}

/// One published cell in a combination.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// What its sum over people is multiplied with.
    pub weight: Fraction,
    /// The cell.
    pub cell: Label,
    /// The file it is printed in.
    pub file: String,
}

/// One thing the files give away.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Which level of the attack found it.
    pub level: Level,
    /// What about.
    pub measure: Measure,
    /// Whom it concerns: a hidden cell, or inner groups.
    pub target: Vec<Label>,
    /// Whether the target is a cell that carries a mark.
    pub is_hidden_cell: bool,
    /// The fewest and the most people it concerns; the most is nothing where nobody can say.
    pub people: (u64, Option<u64>),
    /// How many of the people are attackers themselves.
    pub known: u64,
    /// The published cells that give it.
    pub how: Vec<Term>,
    /// Whether it was confirmed in whole numbers.
    pub confirmed: bool,
    /// What the attacker learns: kept out of every text unless it is asked for.
    pub(crate) value: Option<Range>,
    /// The coefficients of the target's groups, where they are not all 1.
    pub(crate) coefficients: Vec<i64>,
}

impl Finding {
    /// What the attacker learns: the sum over the people concerned, or for a range the mean. To be printed only for whoever asks for it.
    #[must_use]
    pub const fn recovered(&self) -> Option<Range> {
        self.value
    }

    /// The coefficient of each group of the target.
    #[must_use]
    pub fn coefficients(&self) -> &[i64] {
        &self.coefficients
    }

    /// Whether it holds only for colleagues whose own answers happen to be extreme: the files say nothing of what they are.
    #[must_use]
    pub fn needs_extreme_answers(&self) -> bool {
        self.level == Level::Coalition && self.is_hidden_cell
    }

    /// Whether it is a range, and no sum.
    #[must_use]
    pub fn is_range(&self) -> bool {
        self.is_hidden_cell && matches!(self.level, Level::Interval | Level::Coalition)
    }

    fn json(&self, show: bool) -> Value {
        let cell = |label: &Label| json!({ "unit": label.id, "name": label.place, "former_municipality": label.former, "role": label.role, "own": label.own });
        let terms: Vec<Value> = self
            .how
            .iter()
            .map(|term| json!({ "weight": term.weight.to_string(), "cell": cell(&term.cell), "file": term.file }))
            .collect();
        let mut finding = json!({
            "level": self.level.code(),
            "wave": self.measure.wave,
            "measure": self.measure.name,
            "target": self.target.iter().map(cell).collect::<Vec<_>>(),
            "hidden_cell": self.is_hidden_cell,
            "people_min": self.people.0,
            "people_max": self.people.1,
            "known": self.known,
            "needs_extreme_answers": self.needs_extreme_answers(),
            "how": terms,
            "confirmed": self.confirmed,
        });
        if let (true, Some(value), Some(object)) = (show, self.value, finding.as_object_mut()) {
            object.insert("value".to_owned(), json!([value.low, value.high]));
        }
        finding
    }
}

/// Something that was not looked at, and so is no comfort.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotExamined {
    /// A part of a file the reader does not read.
    Unread {
        /// The file.
        file: String,
        /// The part.
        part: String,
        /// Why it is not read.
        why: Why,
    },
    /// Published numbers without their people: they cannot be added up.
    WithoutPeople {
        /// The measure.
        measure: String,
        /// How many.
        cells: u64,
    },
    /// No ranges for a measure whose lowest and highest values the files do not say.
    NoRanges {
        /// The measure.
        measure: String,
    },
    /// Fours of atoms in parts too large to search.
    LargeParts {
        /// The measure.
        measure: String,
        /// How many parts.
        parts: u64,
    },
    /// Hidden cells left out of the ranges because only so many were asked for, or because no programme could be solved.
    Ranges {
        /// The measure.
        measure: String,
        /// How many cells.
        cells: u64,
    },
    /// Shown cells of people the head counts do not know: they took no part in the attack.
    Uncounted {
        /// The measure.
        measure: String,
        /// How many cells.
        cells: u64,
    },
    /// The head counts do not add up to the printed numbers of people.
    SizesUnknown {
        /// The measure.
        measure: String,
    },
}

/// A file that was read, with what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// The file as the person named it.
    pub file: String,
    /// The wave it belongs to.
    pub wave: String,
    /// Its cells.
    pub cells: u64,
}

impl FileRead {
    pub(crate) fn of(release: &Release) -> FileRead {
        let cells = u64::try_from(release.cells.len()).unwrap_or(u64::MAX);
        FileRead { file: release.file.clone(), wave: release.wave.clone(), cells }
    }
}

/// How much of the attack a level came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ran {
    /// On every measure.
    Fully,
    /// On so many of so many measures with all it needs: the rest lacks head counts or the scale's answer points.
    Partly(u64, u64),
    /// On no measure: no head counts that add up, or no scale is known.
    Not,
    /// There is one file only, so there is no history.
    OneFile,
}

/// What was examined, and how hard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// The seed all primes and vectors were drawn from.
    pub seed: u64,
    /// Files read.
    pub files: Vec<FileRead>,
    /// Measures, each a system of equations.
    pub measures: u64,
    /// Measures with published cells: those that were attacked.
    pub attacked: u64,
    /// Of these, measures whose every inner group's number of people is known.
    pub counted: u64,
    /// Of these, measures whose answer points are known, so that ranges can be worked out.
    pub ranged: u64,
    /// Published cells, over all measures.
    pub published: u64,
    /// Hidden cells, over all measures.
    pub hidden: u64,
    /// Unknowns, over all measures.
    pub atoms: u64,
    /// Wholes minus parts, and differences of two cells, that were formed.
    pub differences: u64,
    /// Random combinations that were formed.
    pub random: u64,
    /// Sums of two atoms laid side by side.
    pub sums: u64,
    /// The bound on coefficients in threes and fours.
    pub coefficients_max: i64,
    /// Hidden cells whose range was worked out.
    pub ranges: u64,
    /// Linear programmes solved for that.
    pub programmes: u64,
    /// Coalitions of colleagues that were tried.
    pub coalitions: u64,
    /// What was not examined.
    pub not: Vec<NotExamined>,
}

impl Examined {
    /// The same for one measure more.
    pub(crate) fn add(&mut self, other: &Examined) {
        self.measures += other.measures;
        self.attacked += other.attacked;
        self.counted += other.counted;
        self.ranged += other.ranged;
        self.published += other.published;
        self.hidden += other.hidden;
        self.atoms += other.atoms;
        self.differences += other.differences;
        self.random += other.random;
        self.sums += other.sums;
        self.coefficients_max = self.coefficients_max.min(other.coefficients_max);
        self.ranges += other.ranges;
        self.programmes += other.programmes;
        self.coalitions += other.coalitions;
        self.not.extend(other.not.iter().cloned());
    }

    /// How much of the attack a level came to. L1 needs nothing but the files; L2 is at its sharpest, and L4 possible at all, where the
    /// people of every inner group are known.
    #[must_use]
    pub fn ran(&self, level: Level) -> Ran {
        let of = |done: u64| match done {
            _ if done >= self.attacked => Ran::Fully,
            0 => Ran::Not,
            _ => Ran::Partly(done, self.attacked),
        };
        match level {
            Level::Consistency | Level::Exact => Ran::Fully,
            Level::Groups | Level::Coalition => of(self.counted),
            Level::Interval => of(self.ranged),
            Level::History if self.files.iter().filter(|read| read.cells > 0).count() < 2 => Ran::OneFile,
            Level::History => Ran::Fully,
        }
    }
}

/// The verdict on a set of released files.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What the files give away, by level, measure and target.
    pub findings: Vec<Finding>,
    /// What was looked at.
    pub examined: Examined,
}

impl Verdict {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// The hidden cells whose values lie in a narrow range, if that is all that was found: showing less can cure it. Anything else is a fault of
    /// whoever hid the cells.
    #[must_use]
    pub fn curable(&self) -> &[Finding] {
        if self.findings.iter().all(Finding::is_range) { &self.findings } else { &[] }
    }

    /// How many findings a level has.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// The verdict for a program. What the attacker learns is in it only when `show` says so.
    #[must_use]
    pub fn to_json(&self, show: bool) -> Value {
        let examined = &self.examined;
        json!({
            "clean": self.is_clean(),
            "findings": self.findings.iter().map(|finding| finding.json(show)).collect::<Vec<_>>(),
            "examined": {
                "seed": examined.seed,
                "files": examined.files.iter().map(|read| json!({ "file": read.file, "wave": read.wave, "cells": read.cells })).collect::<Vec<_>>(),
                "measures": examined.measures,
                "published_cells": examined.published,
                "hidden_cells": examined.hidden,
                "unknowns": examined.atoms,
                "measures_attacked": examined.attacked,
                "measures_with_head_counts": examined.counted,
                "measures_with_ranges": examined.ranged,
                "differences": examined.differences,
                "random_combinations": examined.random,
                "pair_sums": examined.sums,
                "coefficients_max": examined.coefficients_max,
                "ranges": examined.ranges,
                "linear_programmes": examined.programmes,
                "coalitions": examined.coalitions,
            },
            "not_examined": examined.not.iter().map(crate::words::not_examined_code).collect::<Vec<_>>(),
        })
    }
}
