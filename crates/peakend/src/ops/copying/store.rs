//! What a backup says of itself.

use crate::Error;
use db::{Db, Digest};

/// Notes in a backup what is in it.
pub(super) fn note(db: &Db, tables: &[Digest]) -> Result<(), Error> {
    let tables = tables.to_vec();
    db.write_now(move |tx| {
        tx.run(
            "create table backup (name text primary key not null, rows bigint not null, sum text not null)",
            &[],
        )?;
        for table in &tables {
            let rows = i64::try_from(table.rows).unwrap_or(i64::MAX);
            tx.run(
                "insert into backup (name, rows, sum) values (?1, ?2, ?3)",
                &[(&table.table).into(), rows.into(), format!("{:016x}", table.sum).into()],
            )?;
        }
        Ok(())
    })
}

/// What a backup says is in it.
pub(super) fn noted(db: &Db) -> Result<Vec<Digest>, Error> {
    let rows: Vec<(String, i64, String)> =
        db.read_now(|tx| tx.all("select name, rows, sum from backup", &[]))?;
    rows.into_iter()
        .map(|(table, rows, sum)| {
            let sum = u64::from_str_radix(&sum, 16).map_err(|error| Error::Internal(error.to_string()))?;
            Ok(Digest { table, rows: u64::try_from(rows).unwrap_or_default(), sum })
        })
        .collect()
}
