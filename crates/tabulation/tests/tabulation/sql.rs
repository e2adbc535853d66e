//! What is asked of other engines, where it is about the labels of a cell.

use archive::Sha256Digest;
use survey::LayoutVersion;
use tabulation::elsewhere::{COLUMNS, Dialect, Question};

use crate::fixture::asked;

fn sql(dialect: Dialect, layout: LayoutVersion) -> String {
    let (_, instrument) = asked();
    let manifest = Sha256Digest::of(b"a manifest");
    let question = Question { instrument: &instrument, manifest, folder: "/answers", parts: &[], layout };
    question.sql(dialect).unwrap()
}

#[test]
fn cells_are_units_by_former_municipality_by_kind_of_work() {
    assert_eq!(COLUMNS[..3], ["unit", "former_municipality", "role_class"]);
    let cell = "unit, former_municipality, role_class";
    for (dialect, column) in
        [(Dialect::DuckDb, "COALESCE(\"role_class\", '')"), (Dialect::Spark, "COALESCE(`role_class`, '')")]
    {
        let sql = sql(dialect, LayoutVersion::Three);
        assert_eq!(sql.matches(&format!("{column} AS role_class,")).count(), 1, "{sql}");
        assert!(sql.contains("SELECT '' AS unit, '' AS former_municipality, '' AS role_class, '"), "{sql}");
        assert!(
            sql.contains(&format!("SELECT {cell}, '', 'rows', 0, 0, COUNT(*) FROM answers GROUP BY {cell}\n")),
            "{sql}"
        );
        // Whatever is grouped is grouped by the whole cell.
        let groupings = sql.matches("GROUP BY ").count();
        assert!(groupings > 30, "{groupings}");
        assert_eq!(sql.matches(&format!("GROUP BY {cell}")).count(), groupings, "{sql}");
    }
}

/// Files of layouts 1 and 2 have no such column: an engine that is asked for it would refuse the whole query.
#[test]
fn of_older_files_no_column_is_asked_that_they_do_not_have() {
    for dialect in [Dialect::DuckDb, Dialect::Spark] {
        for layout in [LayoutVersion::One, LayoutVersion::Two] {
            let sql = sql(dialect, layout);
            assert_eq!(sql.matches(", '' AS role_class,\n").count(), 1, "{sql}");
            assert!(!sql.contains("\"role_class\"") && !sql.contains("`role_class`"), "{sql}");
        }
    }
}
