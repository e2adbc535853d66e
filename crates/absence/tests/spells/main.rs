//! From spells and positions to unit sums: each rule and each edge by hand, a naive count day by day on drawn registers,
//! and what is refused.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where its own figures are wrong")]

mod employer_periods;
mod oracle;
mod parts;
mod refusals;
mod rules;

use absence::{AbsenceRow, AbsenceTable, Exactly16, Months, Rules, SickLeave, SickLeaveFiles, unit_sums};
use std::num::NonZeroUsize;
use survey::{Date, Month, Register, Source};

pub(crate) const POSITIONS: &str = "employee,unit,former_municipality,share,from,to,calendar\n";
pub(crate) const SPELLS: &str = "employee,unit,from,to,grade,kind\n";
pub(crate) const HOLIDAYS: &str = "employee,from,to\n";
pub(crate) const ROSTERS: &str = "calendar,from,to,cycle,public_holidays\n";

/// Three units and two former municipalities.
pub(crate) fn register() -> Register {
    let units = "unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to\n\
                 top,Top,,,top,,2000-01-01,\n\
                 a,A,top,Care,ward,,2000-01-01,\n\
                 b,B,top,Care,ward,,2000-01-01,\n\
                 c,C,top,School,school,,2000-01-01,\n";
    Register::from_csv(
        Source { file: "units.csv", text: units },
        Source { file: "former.csv", text: "id,name,merged\nasker,Asker,true\nhurum,Hurum,true\n" },
        Source { file: "lineage.csv", text: "old_unit,new_unit\n" },
    )
    .unwrap()
}

/// The texts of the four files, without their headers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    pub(crate) positions: String,
    pub(crate) spells: String,
    pub(crate) holidays: Option<String>,
    pub(crate) rosters: Option<String>,
}

impl Texts {
    pub(crate) fn new(positions: &str, spells: &str) -> Self {
        Self { positions: positions.to_owned(), spells: spells.to_owned(), holidays: None, rosters: None }
    }

    pub(crate) fn read(&self, months: &str) -> Result<SickLeave, String> {
        self.read_by(months, THREADS)
    }

    pub(crate) fn read_by(&self, months: &str, threads: NonZeroUsize) -> Result<SickLeave, String> {
        let positions = format!("{POSITIONS}{}", self.positions);
        let spells = format!("{SPELLS}{}", self.spells);
        let holidays = self.holidays.as_ref().map(|text| format!("{HOLIDAYS}{text}"));
        let rosters = self.rosters.as_ref().map(|text| format!("{ROSTERS}{text}"));
        let files = SickLeaveFiles {
            positions: Source { file: "positions.csv", text: &positions },
            spells: Source { file: "spells.csv", text: &spells },
            holidays: holidays.as_deref().map(|text| Source { file: "holidays.csv", text }),
            rosters: rosters.as_deref().map(|text| Source { file: "rosters.csv", text }),
        };
        SickLeave::from_csv(&files, &register(), span(months), threads).map_err(|errors| errors.to_string())
    }

    pub(crate) fn counted(&self, months: &str, rules: &Rules) -> AbsenceTable {
        counted(&self.read(months).unwrap(), months, rules, THREADS)
    }
}

/// Reading and counting must not depend on it.
const THREADS: NonZeroUsize = NonZeroUsize::new(3).unwrap();

pub(crate) fn counted(sick_leave: &SickLeave, months: &str, rules: &Rules, threads: NonZeroUsize) -> AbsenceTable {
    unit_sums(sick_leave, span(months), rules, Date::parse("2024-02-01").unwrap(), threads).unwrap()
}

/// `2023-01..2023-03`, or one month.
pub(crate) fn span(text: &str) -> Months {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    Months::new(Month::parse(first).unwrap(), Month::parse(last).unwrap()).unwrap()
}

pub(crate) fn usual() -> Rules {
    Rules::employer(Exactly16::NewPeriod)
}

/// The row of one unit, former municipality and month.
pub(crate) fn row<'a>(table: &'a AbsenceTable, unit: &str, former: &str, month: &str) -> &'a AbsenceRow {
    let is = |row: &&AbsenceRow| {
        row.unit().as_str() == unit
            && row.former_municipality().as_str() == former
            && row.month() == Month::parse(month).unwrap()
    };
    table.rows().iter().find(is).unwrap()
}
