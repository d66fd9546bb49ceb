//! Puts rows that come in any order into place, in memory while they are few and through one temporary file when
//! they are many.
//!
//! Rows are dealt to partitions by a hash of their visit, so that each partition holds whole visits and can be
//! sorted on its own.

use crate::Error;
use crate::rows::Rows;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Enough that a billion rows make partitions of four million, few enough that a flush writes long runs.
const PARTITIONS: usize = 256;
const ROW_BYTES: usize = 56;

/// Which optional columns the rows have.
#[derive(Debug, Clone, Copy, Default)]
struct Columns {
    order: bool,
    at: bool,
    hall: bool,
    purpose: bool,
    staff: bool,
    remembered: bool,
}

pub(crate) struct Spool {
    rows_in_memory: usize,
    held: usize,
    parts: Vec<Rows>,
    file: Option<File>,
    columns: Columns,
    /// For each partition the (offset, rows) of its runs in the file.
    runs: Vec<Vec<(u64, usize)>>,
}

impl Spool {
    pub fn new(rows_in_memory: usize) -> Self {
        let parts = std::iter::repeat_with(Rows::default).take(PARTITIONS).collect();
        Self {
            rows_in_memory,
            held: 0,
            parts,
            file: None,
            columns: Columns::default(),
            runs: vec![Vec::new(); PARTITIONS],
        }
    }

    pub fn parts(&self) -> usize {
        PARTITIONS
    }

    pub fn put(&mut self, rows: &Rows) -> Result<(), Error> {
        if rows.len() > 0 {
            self.columns = Columns {
                order: !rows.order.is_empty(),
                at: !rows.at.is_empty(),
                hall: !rows.hall.is_empty(),
                purpose: !rows.purpose.is_empty(),
                staff: !rows.staff.is_empty(),
                remembered: !rows.remembered.is_empty(),
            };
        }
        for row in 0..rows.len() {
            let part = (mixed(rows.visit[row]) >> 56) as usize % PARTITIONS;
            self.parts[part].append(rows, row..row + 1);
        }
        self.held += rows.len();
        if self.held > self.rows_in_memory { self.flush().map_err(failed("write")) } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile()?),
        };
        let mut at = file.seek(SeekFrom::End(0))?;
        let mut bytes = Vec::new();
        for (rows, runs) in self.parts.iter_mut().zip(&mut self.runs) {
            if rows.len() == 0 {
                continue;
            }
            bytes.clear();
            (0..rows.len()).for_each(|row| pack(rows, row, &mut bytes));
            file.write_all(&bytes)?;
            runs.push((at, rows.len()));
            at += bytes.len() as u64;
            rows.clear();
        }
        self.held = 0;
        Ok(())
    }

    /// The rows of a partition, ordered by visit, order and line. Each partition can be taken once.
    pub fn sorted(&mut self, part: usize) -> Result<Rows, Error> {
        let held = std::mem::take(&mut self.parts[part]);
        let mut rows = Rows::default();
        if let Some(file) = &mut self.file {
            for (at, count) in std::mem::take(&mut self.runs[part]) {
                let mut bytes = vec![0; count * ROW_BYTES];
                file.seek(SeekFrom::Start(at)).map_err(failed("read"))?;
                file.read_exact(&mut bytes).map_err(failed("read"))?;
                bytes.chunks_exact(ROW_BYTES).for_each(|row| unpack(row, &self.columns, &mut rows));
            }
        }
        rows.append(&held, 0..held.len());
        let mut places: Vec<usize> = (0..rows.len()).collect();
        places.sort_unstable_by_key(|row| (rows.visit[*row], rows.order(*row), rows.line(*row)));
        Ok(rows.picked(&places))
    }
}

fn failed(action: &'static str) -> impl FnOnce(io::Error) -> Error {
    move |error| {
        Error::io(Path::new("a temporary file (set TMPDIR to a folder with more room)"), action)(error)
    }
}

/// Spreads ids over all bits (the finaliser of MurmurHash3).
pub(crate) fn mixed(mut id: u64) -> u64 {
    id = (id ^ (id >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    id = (id ^ (id >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    id ^ (id >> 33)
}

fn pack(rows: &Rows, row: usize, bytes: &mut Vec<u8>) {
    bytes.extend(rows.line(row).to_le_bytes());
    bytes.extend(rows.visit[row].to_le_bytes());
    bytes.extend(rows.order(row).to_le_bytes());
    bytes.extend(rows.at(row).to_le_bytes());
    bytes.extend(rows.hall(row).to_le_bytes());
    bytes.extend(rows.purpose(row).to_le_bytes());
    bytes.extend(rows.touchpoint[row].to_le_bytes());
    bytes.extend(rows.staff(row).to_le_bytes());
    bytes.extend(rows.affect[row].to_le_bytes());
    bytes.extend(rows.remembered(row).to_le_bytes());
}

/// A row back from its bytes; the columns that the table does not have stay absent.
fn unpack(bytes: &[u8], columns: &Columns, rows: &mut Rows) {
    let long = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
    let short = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    rows.lines.push(long(0));
    rows.visit.push(long(8));
    columns.order.then(|| rows.order.push(long(16) as i64));
    columns.at.then(|| rows.at.push(long(24) as i64));
    columns.hall.then(|| rows.hall.push(short(32)));
    columns.purpose.then(|| rows.purpose.push(short(36)));
    rows.touchpoint.push(short(40));
    columns.staff.then(|| rows.staff.push(short(44)));
    rows.affect.push(f32::from_bits(short(48)));
    columns.remembered.then(|| rows.remembered.push(f32::from_bits(short(52))));
}
