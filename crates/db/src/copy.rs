//! Moving all rows from one database to another, whatever their engines, and telling whether two hold the same.

use crate::{Db, Error, Tx, Value};
use std::collections::HashSet;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Rows in one transaction of the target, and in memory at a time.
const CHUNK: usize = 2_000;

/// In the place of a table's number: the rows of all.
const COUNTED: usize = usize::MAX;

/// What a database says of itself: the steps of its schema, and in a backup what should be in it.
const OURS: [&str; 2] = ["migration", "backup"];

/// A table: its name, and the names and declared types of its columns.
pub(crate) type Table = (String, Vec<(String, String)>);

/// What is in a table: how many rows, and a sum over them that does not depend on their order. It tells damage, not forgery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// The sum.
    pub sum: u64,
}

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Tables, in the order they were copied.
    pub tables: Vec<Digest>,
}

impl Copied {
    /// Rows in all.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

type Chunk = (usize, Vec<Vec<Value<'static>>>);

/// Copies every row of `from`, as it stands at one moment, into `to`, which has the same schema and no rows; then reads the
/// target and holds every table against what was read. `tell` hears how many rows of about how many are there, and says
/// whether to go on. After an error the target is empty again.
///
/// # Errors
/// The schemas differ, the target has rows, what arrived is not what was sent; [`Error::Stopped`] if `tell` says no.
pub fn copy(from: &Db, to: &Db, mut tell: impl FnMut(u64, u64) -> bool) -> Result<Copied, Error> {
    let tables = from.read_now(|tx| tx.tables())?;
    must_be_empty(to, &tables)?;
    let done = fill(from, to, &tables, &mut tell).and_then(|read| {
        let there = digests(to)?;
        match read.iter().zip(&there).find(|(sent, arrived)| sent != arrived) {
            None => Ok(Copied { tables: read }),
            Some((sent, arrived)) => Err(Error::Fault(format!(
                "`{}`: {} rows read, {} arrived, and they are not the same",
                sent.table, sent.rows, arrived.rows
            ))),
        }
    });
    if done.is_err() {
        let _ = empty(to, &tables);
    }
    done
}

/// What is in every table, as it stands at one moment.
///
/// # Errors
/// Those of the database.
pub fn digests(db: &Db) -> Result<Vec<Digest>, Error> {
    db.read_now(|tx| {
        let tables = tx.tables()?;
        tables.iter().map(|table| digest(tx, table)).collect()
    })
}

fn digest(tx: &mut Tx<'_>, table: &Table) -> Result<Digest, Error> {
    let mut digest = Digest { table: table.0.clone(), rows: 0, sum: 0 };
    each_row(tx, table, |row| {
        digest.add(&row);
        Ok(())
    })?;
    Ok(digest)
}

impl Digest {
    fn add(&mut self, row: &[Value<'_>]) {
        self.rows += 1;
        self.sum = self.sum.wrapping_add(print(row));
    }
}

/// FNV-1a over the values, each with its kind and length, stirred so that sums of rows do not cancel out (SplitMix64).
fn print(row: &[Value<'_>]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut take = |kind: u8, bytes: &[u8]| {
        let length = (bytes.len() as u64).to_le_bytes();
        for byte in std::iter::once(&kind).chain(&length).chain(bytes) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for value in row {
        match value {
            Value::Null => take(0, &[]),
            Value::Int(number) => take(1, &number.to_le_bytes()),
            Value::Real(number) => take(2, &number.to_bits().to_le_bytes()),
            Value::Bool(truth) => take(3, &[u8::from(*truth)]),
            Value::Text(text) => take(4, text.as_bytes()),
            Value::Uuid(id) => take(5, id.as_bytes()),
        }
    }
    let mut mixed = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn must_be_empty(to: &Db, tables: &[Table]) -> Result<(), Error> {
    if *tables != to.read_now(|tx| tx.tables())? {
        return Err(Error::Migration(
            "the two databases have different schemas; migrate both first".to_owned(),
        ));
    }
    for (table, _) in tables {
        let sql = format!("select count(*) from {table}");
        let (rows,): (i64,) = to.read_now(move |tx| tx.one(&sql, &[]))?;
        if rows > 0 {
            return Err(Error::NotEmpty { place: to.place().to_string(), table: table.clone() });
        }
    }
    Ok(())
}

fn empty(to: &Db, tables: &[Table]) -> Result<(), Error> {
    let names: Vec<String> = tables.iter().rev().map(|(name, _)| name.clone()).collect();
    to.write_now(move |tx| {
        for name in &names {
            tx.run(&format!("delete from {name}"), &[])?;
        }
        Ok::<_, Error>(())
    })
}

/// Reads on one thread and writes on this one.
fn fill(
    from: &Db,
    to: &Db,
    tables: &[Table],
    tell: &mut impl FnMut(u64, u64) -> bool,
) -> Result<Vec<Digest>, Error> {
    let (sender, chunks) = sync_channel::<Result<Chunk, Error>>(2);
    let (source, wanted) = (from.clone(), tables.to_vec());
    let reader = std::thread::Builder::new()
        .name("db-copy".to_owned())
        .spawn(move || {
            let result: Result<(), Error> = source.read_now({
                let sender = sender.clone();
                let mut begun = false;
                move |tx| {
                    // what was sent already cannot be taken back
                    if std::mem::replace(&mut begun, true) {
                        return Err(Error::Fault("the connection broke while rows were read".to_owned()));
                    }
                    read_all(tx, &wanted, &sender)
                }
            });
            if let Err(error) = result {
                let _ = sender.send(Err(error));
            }
        })
        .map_err(|error| Error::Busy(error.to_string()))?;
    let filled = write_all(to, tables, &chunks, tell);
    // a reader that still has something to say finds nobody, and ends
    drop(chunks);
    let _ = reader.join();
    filled
}

fn write_all(
    to: &Db,
    tables: &[Table],
    chunks: &Receiver<Result<Chunk, Error>>,
    tell: &mut impl FnMut(u64, u64) -> bool,
) -> Result<Vec<Digest>, Error> {
    let mut read: Vec<Digest> =
        tables.iter().map(|(table, _)| Digest { table: table.clone(), rows: 0, sum: 0 }).collect();
    let (mut done, mut total) = (0, 0);
    for chunk in chunks {
        let (table, rows) = chunk?;
        if table == COUNTED {
            if let Some([Value::Int(rows)]) = rows.first().map(Vec::as_slice) {
                total = u64::try_from(*rows).unwrap_or_default();
            }
            continue;
        }
        done += rows.len() as u64;
        rows.iter().for_each(|row| read[table].add(row));
        let sql = insert(&tables[table]);
        to.write_now(move |tx| {
            for row in &rows {
                tx.run(&sql, row)?;
            }
            Ok::<_, Error>(())
        })?;
        if !tell(done, total.max(done)) {
            return Err(Error::Stopped);
        }
    }
    Ok(read)
}

fn insert((table, columns): &Table) -> String {
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    format!("insert into {table} ({}) values ({})", names.join(", "), places.join(", "))
}

fn each_row(
    tx: &mut Tx<'_>,
    (table, columns): &Table,
    mut take: impl FnMut(Vec<Value<'static>>) -> Result<(), Error>,
) -> Result<(), Error> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    tx.each::<Error>(&format!("select {} from {table}", names.join(", ")), &[], |row| {
        take(columns.iter().map(|(_, kind)| row.next_as(kind)).collect::<Result<Vec<_>, _>>()?)
    })
}

fn read_all(
    tx: &mut Tx<'_>,
    tables: &[Table],
    sender: &SyncSender<Result<Chunk, Error>>,
) -> Result<(), Error> {
    let send = |chunk: Chunk| sender.send(Ok(chunk)).map_err(|_| Error::Stopped);
    let mut total = 0;
    for (table, _) in tables {
        let (rows,): (i64,) = tx.one(&format!("select count(*) from {table}"), &[])?;
        total += rows;
    }
    send((COUNTED, vec![vec![Value::Int(total)]]))?;
    for (at, table) in tables.iter().enumerate() {
        let mut chunk = Vec::new();
        let itself = refers_to_itself(tx, &table.0)?;
        each_row(tx, table, |row| {
            chunk.push(row);
            if chunk.len() == CHUNK && itself.is_none() {
                send((at, std::mem::take(&mut chunk)))?;
            }
            Ok(())
        })?;
        if let Some(column) = itself {
            chunk = parents_first(table, &column, chunk)?;
        }
        if !chunk.is_empty() {
            send((at, chunk))?;
        }
    }
    Ok(())
}

/// The rows of a table that refers to itself by `column`, each after the one it refers to.
fn parents_first(
    (name, columns): &Table,
    column: &str,
    mut rows: Vec<Vec<Value<'static>>>,
) -> Result<Vec<Vec<Value<'static>>>, Error> {
    let place = |wanted: &str| columns.iter().position(|(name, _)| name == wanted);
    let (Some(id), Some(parent)) = (place("id"), place(column)) else {
        return Err(Error::Fault(format!("`{name}` refers to itself by something other than its id")));
    };
    let text = |value: &Value<'_>| format!("{value:?}");
    let (mut there, mut ordered) = (HashSet::new(), Vec::with_capacity(rows.len()));
    while !rows.is_empty() {
        let ready = |row: &Vec<Value<'_>>| row[parent] == Value::Null || there.contains(&text(&row[parent]));
        let (now, later): (Vec<_>, Vec<_>) = rows.into_iter().partition(ready);
        if now.is_empty() {
            return Err(Error::Fault(format!("rows of `{name}` refer to each other in a circle")));
        }
        there.extend(now.iter().map(|row| text(&row[id])));
        ordered.extend(now);
        rows = later;
    }
    Ok(ordered)
}

/// The column by which a table refers to itself.
fn refers_to_itself(tx: &mut Tx<'_>, table: &str) -> Result<Option<String>, Error> {
    let sql = if tx.is_sqlite() {
        "select \"from\" from pragma_foreign_key_list(?1) where \"table\" = ?1"
    } else {
        "select a.attname::text from pg_constraint c
         join pg_class t on t.oid = c.conrelid
         join pg_namespace n on n.oid = t.relnamespace
         join pg_attribute a on a.attrelid = t.oid and a.attnum = c.conkey[1]
         where c.contype = 'f' and c.confrelid = c.conrelid and n.nspname = current_schema() and t.relname = ?1"
    };
    let found: Option<(String,)> = tx.first(sql, &[table.into()])?;
    Ok(found.map(|(column,)| column))
}

/// Asks the engine whether its file is whole. A server looks after its own.
///
/// # Errors
/// It is not: [`Error::Damaged`].
pub fn check(db: &Db) -> Result<(), Error> {
    db.read_now(|tx| {
        if !tx.is_sqlite() {
            return Ok(());
        }
        let told: Vec<(String,)> = tx.all("select * from pragma_integrity_check", &[])?;
        if let Some((fault,)) = told.into_iter().find(|(line,)| line != "ok") {
            return Err(Error::Damaged(fault));
        }
        let (loose,): (i64,) = tx.one("select count(*) from pragma_foreign_key_check", &[])?;
        if loose > 0 { Err(Error::Damaged(format!("{loose} rows refer to nothing"))) } else { Ok(()) }
    })
}

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
    for (name,) in all.into_iter().filter(|(name,)| !OURS.contains(&name.as_str())) {
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
