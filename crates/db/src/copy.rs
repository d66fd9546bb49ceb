//! Moving all rows from one database to another, whatever their engines.

use crate::{Db, Error, Tx, Value};
use std::sync::mpsc::sync_channel;

/// Rows in one transaction of the target, and in memory at a time.
const CHUNK: usize = 2_000;

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Tables and their rows, in the order they were copied.
    pub tables: Vec<(String, u64)>,
}

impl Copied {
    /// Rows in all.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }
}

type Chunk = (usize, Vec<Vec<Value<'static>>>);

/// Copies every row of `from`, as it stands at one moment, into `to`, which has the same schema and no rows; then counts
/// both.
///
/// # Errors
/// The schemas differ, the target has rows, or the counts are not the same afterwards.
pub fn copy(from: &Db, to: &Db) -> Result<Copied, Error> {
    let tables = from.read_now(|tx| tx.tables())?;
    if tables != to.read_now(|tx| tx.tables())? {
        return Err(Error::Migration(
            "the two databases have different schemas; migrate both first".to_owned(),
        ));
    }
    for (table, _) in &tables {
        let sql = format!("select count(*) from {table}");
        let (rows,): (i64,) = to.read_now(move |tx| tx.one(&sql, &[]))?;
        if rows > 0 {
            return Err(Error::Migration(format!(
                "table `{table}` of {} has rows; copy into an empty one",
                to.place()
            )));
        }
    }
    let (sender, chunks) = sync_channel::<Result<Chunk, Error>>(2);
    let (source, wanted) = (from.clone(), tables.clone());
    let reader = std::thread::Builder::new()
        .name("db-copy".to_owned())
        .spawn(move || {
            let result: Result<(), Error> = source.read_now({
                let sender = sender.clone();
                move |tx| read_all(tx, &wanted, &sender)
            });
            if let Err(error) = result {
                let _ = sender.send(Err(error));
            }
        })
        .map_err(|error| Error::Busy(error.to_string()))?;
    let mut copied: Vec<(String, u64)> = tables.iter().map(|(table, _)| (table.clone(), 0)).collect();
    for chunk in chunks {
        let (table, rows) = chunk?;
        copied[table].1 += rows.len() as u64;
        let sql = insert(&tables[table].0, &tables[table].1);
        to.write_now(move |tx| {
            for row in &rows {
                tx.run(&sql, row)?;
            }
            Ok::<_, Error>(())
        })?;
    }
    let _ = reader.join();
    for (table, rows) in &copied {
        let sql = format!("select count(*) from {table}");
        let (there,): (i64,) = to.read_now(move |tx| tx.one(&sql, &[]))?;
        if u64::try_from(there) != Ok(*rows) {
            return Err(Error::Fault(format!("`{table}`: {rows} rows read, {there} arrived")));
        }
    }
    Ok(Copied { tables: copied })
}

fn insert(table: &str, columns: &[(String, String)]) -> String {
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    format!("insert into {table} ({}) values ({})", names.join(", "), places.join(", "))
}

fn read_all(
    tx: &mut Tx<'_>,
    tables: &[Table],
    sender: &std::sync::mpsc::SyncSender<Result<Chunk, Error>>,
) -> Result<(), Error> {
    for (at, (table, columns)) in tables.iter().enumerate() {
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let mut chunk = Vec::new();
        // a table that refers to itself is read parents first: its rows were made in that order
        let order = if columns.iter().any(|(name, _)| name == "id") { " order by id" } else { "" };
        tx.each::<Error>(&format!("select {} from {table}{order}", names.join(", ")), &[], |row| {
            chunk.push(columns.iter().map(|(_, kind)| row.next_as(kind)).collect::<Result<Vec<_>, _>>()?);
            if chunk.len() == CHUNK {
                sender.send(Ok((at, std::mem::take(&mut chunk)))).map_err(|_| Error::Stopped)?;
            }
            Ok(())
        })?;
        if !chunk.is_empty() {
            sender.send(Ok((at, chunk))).map_err(|_| Error::Stopped)?;
        }
    }
    Ok(())
}

/// A table: its name, and the names and declared types of its columns.
pub(crate) type Table = (String, Vec<(String, String)>);

/// The tables of the schema, each after those it refers to.
pub(crate) fn tables(tx: &mut Tx<'_>) -> Result<Vec<Table>, Error> {
    let (names, columns, references) = if tx.is_sqlite() {
        (
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name",
            "select name, lower(type) from pragma_table_info(?1) order by cid",
            "select distinct \"table\" from pragma_foreign_key_list(?1) where \"table\" <> ?1",
        )
    } else {
        (
            "select table_name::text from information_schema.tables
             where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1",
            "select column_name::text, data_type::text from information_schema.columns
             where table_schema = current_schema() and table_name = ?1 order by ordinal_position",
            "select distinct p.relname::text from pg_constraint c
             join pg_class t on t.oid = c.conrelid join pg_class p on p.oid = c.confrelid
             join pg_namespace n on n.oid = t.relnamespace
             where c.contype = 'f' and n.nspname = current_schema() and t.relname = ?1 and p.relname <> ?1",
        )
    };
    let all: Vec<(String,)> = tx.all(names, &[])?;
    let mut waiting = Vec::new();
    for (name,) in all.into_iter().filter(|(name,)| name != "migration") {
        let columns: Vec<(String, String)> = tx.all(columns, &[(&name).into()])?;
        let needs: Vec<(String,)> = tx.all(references, &[(&name).into()])?;
        waiting.push((name, columns, needs));
    }
    let mut ordered: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let before = waiting.len();
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, _, needs)| {
            needs.iter().all(|(need,)| ordered.iter().any(|(name, _)| name == need))
        });
        ordered.extend(ready.into_iter().map(|(name, columns, _)| (name, columns)));
        waiting = rest;
        if waiting.len() == before {
            return Err(Error::Fault("tables refer to each other in a circle".to_owned()));
        }
    }
    Ok(ordered)
}
