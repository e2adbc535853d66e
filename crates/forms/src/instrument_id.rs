//! Columns of other tools as ids of ours: a questionnaire and its answers must come to the same one.

/// What a column is called as an id of ours: the last part of a path, in small letters, with `_` for what ids do not have.
///
/// `group/Trivsel 1` is `trivsel_1`, and `Q1[SQ001]` is `q1_sq001`.
pub(crate) fn column_id(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or_default().to_lowercase();
    let mut id = String::new();
    for character in last.chars() {
        match character {
            'æ' => id.push_str("ae"),
            'ø' => id.push('o'),
            'å' => id.push('a'),
            'a'..='z' | '0'..='9' => id.push(character),
            _ if !id.ends_with('_') => id.push('_'),
            _ => {}
        }
    }
    let id = id.trim_matches('_');
    let id = if id.starts_with(|first: char| first.is_ascii_lowercase()) { id.to_owned() } else { format!("q{id}") };
    id.get(..survey::ID_LENGTH_MAX).unwrap_or(&id).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_every_tool_become_ids() {
        for (column, id) in [
            ("Q1[SQ001]", "q1_sq001"),
            ("q1_SQ001", "q1_sq001"),
            ("trivsel/Trivsel 1", "trivsel_1"),
            ("Økonomi på jobb", "okonomi_pa_jobb"),
            ("1", "q1"),
            ("[]", "q"),
        ] {
            assert_eq!(column_id(column), id, "{column}");
            assert!(survey::ItemId::new(column_id(column)).is_ok());
        }
    }
}
