//! Migrations: plain SQL files, applied in their order, once each, and never changed afterwards.

use crate::{Error, Tx};
use std::hash::Hasher as _;

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// The name of its file, which begins with its number.
    pub name: &'static str,
    /// Its statements.
    pub sql: &'static str,
}

/// Applies what is missing; returns its names.
pub(crate) fn up(tx: &mut Tx<'_>, migrations: &'static [Migration]) -> Result<Vec<&'static str>, Error> {
    tx.script(
        "create table if not exists migration (
           name text primary key not null,
           fingerprint text not null
         );",
    )?;
    let done: Vec<(String, String)> = tx.all("select name, fingerprint from migration order by name", &[])?;
    for (name, fingerprint) in &done {
        let Some(known) = migrations.iter().find(|migration| migration.name == name) else {
            return Err(Error::Migration(format!(
                "the database was made by a newer version of this program: it knows `{name}`; use that version"
            )));
        };
        if *fingerprint != print(known.sql) {
            return Err(Error::Migration(format!(
                "migration `{name}` is not the one this database was made with"
            )));
        }
    }
    let mut applied = Vec::new();
    for migration in migrations.iter().filter(|m| !done.iter().any(|(name, _)| name == m.name)) {
        tx.script(migration.sql)
            .map_err(|error| Error::Migration(format!("migration `{}`: {error}", migration.name)))?;
        tx.run(
            "insert into migration (name, fingerprint) values (?1, ?2)",
            &[migration.name.into(), print(migration.sql).into()],
        )?;
        applied.push(migration.name);
    }
    Ok(applied)
}

/// FNV-1a, 64 bits: told apart, not protected.
fn print(sql: &str) -> String {
    struct Fnv(u64);
    impl std::hash::Hasher for Fnv {
        fn finish(&self) -> u64 {
            self.0
        }
        fn write(&mut self, bytes: &[u8]) {
            for byte in bytes {
                self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    let mut fnv = Fnv(0xcbf2_9ce4_8422_2325);
    fnv.write(sql.as_bytes());
    format!("{:016x}", fnv.finish())
}
