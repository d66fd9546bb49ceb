//! Rows that the pages of a hall share.

use crate::Error;
use crate::ui::frame::Step;
use crate::ui::text::Language;
use db::Tx;

/// The places from the root down to the one of this path.
pub(crate) fn steps(tx: &mut Tx<'_>, path: &str, language: Language) -> Result<Vec<Step>, Error> {
    let mut paths: Vec<&str> = path.match_indices('/').skip(1).map(|(at, _)| &path[..=at]).collect();
    // the tree has four levels at most
    paths.resize(4, "");
    let rows: Vec<(String, String, String)> = tx.all(
        "select code, name_zh, name_en
         from place
         where path in (?1, ?2, ?3, ?4)
         order by length(path)",
        &[paths[0].into(), paths[1].into(), paths[2].into(), paths[3].into()],
    )?;
    Ok(rows
        .into_iter()
        .map(|(code, zh, en)| Step {
            name: if language == Language::En { en } else { zh },
            href: Some(format!("/run/{code}")),
        })
        .collect())
}
