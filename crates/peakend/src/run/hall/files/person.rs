//! What a file says of people.
//!
//! A file gives roles and takes none away: who is not to work somewhere any more loses the role on their page. It has no
//! passwords: who is new comes in by one that is good for once.

use super::Record;
use super::change::Run;
use super::write::role;
use crate::Error;
use crate::staff::person::act::{Wanted, add, change};
use crate::staff::person::{Person, store};
use db::Tx;

impl Run<'_> {
    pub(super) fn person(&mut self, tx: &mut Tx<'_>, record: &Record) -> Result<(), Error> {
        let login = record.text("login").unwrap_or_default();
        let there = store::find(tx, &login.trim().to_lowercase())?;
        let text = |name: &str, there: Option<&String>| {
            record.text(name).or(there.map(String::as_str)).unwrap_or_default().to_owned()
        };
        let mut roles: Vec<(String, String)> = there
            .iter()
            .flat_map(|there| &there.roles)
            .map(|held| (held.role.to_string(), held.place.clone()))
            .collect();
        for said in record.list("roles").unwrap_or_default() {
            let (role, place) = said.split_once('@').unwrap_or((&said, "net"));
            let said = (role.trim().to_owned(), place.trim().to_owned());
            if !roles.contains(&said) {
                roles.push(said);
            }
        }
        let mut wanted = Wanted {
            login: login.to_owned(),
            name: text("name", there.as_ref().map(|there| &there.name)),
            language: text("language", there.as_ref().map(|there| &there.language)),
            skills: record
                .list("skills")
                .or_else(|| there.as_ref().map(|there| there.skills.clone()))
                .unwrap_or_default(),
            roles,
        };
        if wanted.language.is_empty() {
            wanted.language = self.house.config.language.tag().to_owned();
        }
        let Some(before) = there else {
            let added = add(self.house, tx, self.actor, &wanted, None)?;
            self.changed(record, "person_added", "", brief(&added));
            return Ok(());
        };
        let is_same = wanted.name.trim() == before.name
            && wanted.language == before.language
            && wanted.skills == before.skills
            && wanted.roles.len() == before.roles.len();
        if !is_same {
            let after = change(self.house, tx, self.actor, before.id, &wanted)?;
            self.changed(record, "person_changed", brief(&before), brief(&after));
        }
        Ok(())
    }
}

/// Somebody in one line.
fn brief(person: &Person) -> String {
    let roles: Vec<String> = person.roles.iter().map(role).collect();
    format!("{} · {} · {} · [{}]", person.name, person.language, roles.join(", "), person.skills.join(", "))
}
