//! Rules of the house about SQL: one text for both engines, and where it may stand.

use std::path::Path;

/// Words that one engine lacks, or means otherwise, with the word to use.
const UNPORTABLE: [(&str, &str); 14] = [
    ("integer", "bigint"),
    ("int", "bigint"),
    ("smallint", "bigint"),
    ("numeric", "bigint or double precision"),
    ("decimal", "bigint or double precision"),
    ("real", "double precision"),
    ("json", "text"),
    ("jsonb", "text"),
    ("timestamp", "bigint, microseconds"),
    ("timestamptz", "bigint, microseconds"),
    ("serial", "uuid"),
    ("bigserial", "uuid"),
    ("autoincrement", "uuid"),
    ("now", "a parameter: time is one"),
];
/// How a statement begins, and a word that tells it from English.
const STATEMENTS: [(&str, &str); 5] = [
    ("select ", " from "),
    ("insert into ", " ("),
    ("update ", " set "),
    ("delete from ", ""),
    ("with ", " as ("),
];

/// Faults of one file, as `path:line: what`.
pub(crate) fn check(path: &Path, text: &str) -> Vec<String> {
    let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
    match kind {
        "sql" if within(path, "migrations") => unportable(path, text),
        "rs" if path.starts_with("crates") && !may_hold_sql(path) => misplaced(path, text),
        _ => Vec::new(),
    }
}

fn within(path: &Path, folder: &str) -> bool {
    path.components().any(|part| part.as_os_str() == folder)
}

fn may_hold_sql(path: &Path) -> bool {
    path.starts_with("crates/db") || within(path, "tests") || path.ends_with("store.rs")
}

fn unportable(path: &Path, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let code = line.split("--").next().unwrap_or(line).to_lowercase();
        // What stands between quotation marks is a value.
        let code: Vec<&str> = code.split('\'').step_by(2).collect();
        for word in code.join(" ").split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            if let Some((_, instead)) = UNPORTABLE.iter().find(|(banned, _)| *banned == word) {
                faults.push(format!(
                    "{}:{}: `{word}` does not mean the same on both engines; use {instead}",
                    path.display(),
                    index + 1
                ));
            }
        }
    }
    faults
}

/// Literals that are statements, in the code before the tests of a file.
fn misplaced(path: &Path, text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let mut faults = Vec::new();
    for (at, _) in code.match_indices('"') {
        let literal = code[at + 1..].split('"').next().unwrap_or_default();
        let flat = literal.split_whitespace().collect::<Vec<_>>().join(" ");
        let flat = flat.trim_start_matches("\\ ");
        if STATEMENTS.iter().any(|(begin, further)| flat.starts_with(begin) && flat.contains(further)) {
            let line = code[..at].matches('\n').count() + 1;
            faults.push(format!("{}:{line}: SQL belongs into the feature's store.rs", path.display()));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_one_engine_lacks_is_found_but_not_in_a_comment() {
        let path = Path::new("crates/peakend/migrations/0001_halls.sql");
        let text = "create table hall (\n  id uuid, -- never serial\n  size integer,\n  at bigint, integers text check (integers <> 'json')\n);";
        let faults = check(path, text);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].contains(":3: `integer`"), "{faults:?}");
    }

    #[test]
    fn a_statement_outside_a_store_is_found() {
        let text = "fn a() {\n    read(\"\n        select id\n        from hall\n    \")\n}\n";
        assert_eq!(check(Path::new("crates/peakend/src/run/hall/act.rs"), text).len(), 1);
        for allowed in
            ["crates/peakend/src/run/hall/store.rs", "crates/db/src/lib.rs", "crates/peakend/tests/it/a.rs"]
        {
            assert!(check(Path::new(allowed), text).is_empty(), "{allowed}");
        }
    }

    #[test]
    fn words_of_a_sentence_are_not_statements() {
        let text = "fn a() { say(\"select a counter\"); say(\"update the list\"); say(\"with one moment\") }\n#[cfg(test)]\n\"delete from hall\"";
        assert!(check(Path::new("crates/peakend/src/cli.rs"), text).is_empty());
    }
}
