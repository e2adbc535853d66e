//! The table for whoever sends: comma-separated, as RFC 4180 has it.

use survey::Language;

use crate::invitation::Invitation;

/// The columns in their order.
pub const COLUMNS: [&str; 7] = ["id", "unit", "role_class", "channel", "languages", "link", "code"];

/// One row per invitation, in the order given.
#[must_use]
pub fn mail_merge(invitations: &[Invitation], languages: &[Language]) -> String {
    let languages = languages.iter().map(|language| language.code()).collect::<Vec<_>>().join(" ");
    let mut text = COLUMNS.join(",");
    text.push_str("\r\n");
    for invitation in invitations {
        let unit = invitation.unit.as_ref().map_or("", |unit| unit.as_str());
        let role = invitation.role_class.map_or("", |role| role.as_str());
        let channel = invitation.channel.as_str();
        let cells = [&invitation.id, unit, role, channel, &languages, &invitation.link, &invitation.code];
        text.push_str(&cells.map(cell).join(","));
        text.push_str("\r\n");
    }
    text
}

/// A value as it stands between two commas.
///
/// A spreadsheet takes a value that begins with one of these characters for a formula and runs it, so such a value gets
/// an apostrophe in front, which spreadsheets read as "this is text".
fn cell(value: &str) -> String {
    let guarded = if value.starts_with(['=', '+', '-', '@', '\t', '\r', '|', '%']) {
        format!("'{value}")
    } else {
        value.to_owned()
    };
    if guarded.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Channel;
    use survey::{RoleClass, Source, Table, UnitId};

    #[test]
    fn cells_are_quoted_as_the_standard_says_and_never_a_formula() {
        for (value, expected) in [
            ("1001", "1001"),
            ("Ødegård, Åse", "\"Ødegård, Åse\""),
            ("the \"new\" one", "\"the \"\"new\"\" one\""),
            ("two\nlines", "\"two\nlines\""),
            ("=HYPERLINK(\"http://evil\",\"x\")", "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\""),
            ("+4790000000", "'+4790000000"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(cell(value), expected);
        }
    }

    #[test]
    fn another_reader_reads_back_what_was_written() {
        let invitation = Invitation {
            id: "Ødegård, \"Åse\"".to_owned(),
            unit: Some(UnitId::new("adm-01").unwrap()),
            role_class: Some(RoleClass::Skilled),
            channel: Channel::Sms,
            code: "K7QM-2D9X-0VTR-5".to_owned(),
            link: "https://a.no/svar/w?code=K7QM-2D9X-0VTR-5".to_owned(),
        };
        let again = Invitation { unit: None, role_class: None, id: "7".to_owned(), ..invitation.clone() };
        let text = mail_merge(&[invitation, again], &[Language::Nb, Language::En]);
        let table = Table::read(Source { file: "mail-merge.csv", text: &text }, &COLUMNS).unwrap();
        let rows: Vec<[&str; 7]> = table.rows().map(|row| COLUMNS.map(|column| row.value(column))).collect();
        let (link, code) = ("https://a.no/svar/w?code=K7QM-2D9X-0VTR-5", "K7QM-2D9X-0VTR-5");
        assert_eq!(
            rows,
            [
                ["Ødegård, \"Åse\"", "adm-01", "skilled", "sms", "nb en", link, code],
                ["7", "", "", "sms", "nb en", link, code],
            ]
        );
        assert_eq!(text.matches("\r\n").count(), 3);
    }
}
