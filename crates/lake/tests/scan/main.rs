//! Tables of moments, read as a whole: the same visits out of every format, every order and any number of threads.

#![expect(clippy::unwrap_used, reason = "a story that cannot be set up fails where it is told")]

mod damage;
mod formats;
mod hostile;
mod naive;
mod order;
mod parquet_tables;
mod refusals;
mod review;
mod rows;
mod text_tables;

use lake::{Code, Error, Fold, Keep, Names, Need, Options, Rejects, Remap, Scanned, Visit, scan};
use std::path::{Path, PathBuf};

/// Every optional column.
const ALL: Need = Need {
    hall: lake::Want::IfThere,
    purpose: lake::Want::IfThere,
    staff: lake::Want::IfThere,
    at: lake::Want::IfThere,
    remembered: lake::Want::IfThere,
};

/// A visit as it came out of a table, in names instead of codes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    id: u64,
    hall: String,
    purpose: String,
    /// Touchpoint, bits of the affect, staff, instant.
    moments: Vec<(String, u32, String, i64)>,
    /// Bits of the remembered satisfaction.
    remembered: Option<u32>,
}

/// Keeps every visit; `ORDERED` as the folds that sum in the order of the file.
#[derive(Default)]
struct Kept<const ORDERED: bool> {
    visits: Vec<Coded>,
}

struct Coded {
    id: u64,
    hall: Code,
    purpose: Code,
    moments: Vec<(Code, u32, Code, i64)>,
    remembered: Option<u32>,
}

impl<const ORDERED: bool> Fold for Kept<ORDERED> {
    const ORDERED: bool = ORDERED;

    fn visit(&mut self, visit: &Visit<'_>) {
        let moment = |place: usize| {
            let staff = visit.staff.get(place).copied().unwrap_or(lake::NONE);
            let at_us = visit.at_us.get(place).copied().unwrap_or(i64::MIN);
            (visit.touchpoints[place], visit.affects[place].to_bits(), staff, at_us)
        };
        self.visits.push(Coded {
            id: visit.id,
            hall: visit.hall,
            purpose: visit.purpose,
            moments: (0..visit.affects.len()).map(moment).collect(),
            remembered: visit.remembered.map(f32::to_bits),
        });
    }

    fn merge(&mut self, later: Self, names: &Remap) {
        self.visits.extend(later.visits.into_iter().map(|mut visit| {
            visit.hall = names.hall(visit.hall);
            visit.purpose = names.purpose(visit.purpose);
            for (touchpoint, _, staff, _) in &mut visit.moments {
                (*touchpoint, *staff) = (names.touchpoint(*touchpoint), names.staff(*staff));
            }
            visit
        }));
    }
}

impl<const ORDERED: bool> Kept<ORDERED> {
    fn named(&self, names: &Names) -> Vec<Seen> {
        let named = self.visits.iter().map(|visit| Seen {
            id: visit.id,
            hall: names.halls.name(visit.hall).into_owned(),
            purpose: names.purposes.name(visit.purpose).into_owned(),
            moments: visit
                .moments
                .iter()
                .map(|(touchpoint, affect, staff, at_us)| {
                    let touchpoint = names.touchpoints.name(*touchpoint).into_owned();
                    (touchpoint, *affect, names.staff.name(*staff).into_owned(), *at_us)
                })
                .collect(),
            remembered: visit.remembered,
        });
        named.collect()
    }
}

/// The visits of a table, in the order of their ids, and what else came of it.
#[derive(Debug)]
struct Read {
    visits: Vec<Seen>,
    rejects: Vec<String>,
    reordered: bool,
}

fn told(rejects: &Rejects) -> Vec<String> {
    let listed = rejects.listed().iter();
    listed.map(|it| format!("{} {} `{}` {}", it.line, it.column, it.value, it.reason.word())).collect()
}

fn everything() -> Options<'static> {
    Options { keep: Keep::All, ..Options::default() }
}

fn read(file: &Path, options: &Options<'_>) -> Result<Read, Error> {
    let scanned: Scanned<Kept<true>> = scan(file, ALL, options, Kept::default)?;
    let mut visits = scanned.fold.named(&scanned.names);
    assert_eq!(visits.len() as u64, scanned.visits);
    assert_eq!(visits.iter().map(|visit| visit.moments.len() as u64).sum::<u64>(), scanned.moments);
    visits.sort();
    Ok(Read { visits, rejects: told(&scanned.rejects), reordered: scanned.reordered })
}

/// The visits of a table that must be read without an error.
fn good(file: &Path) -> Vec<Seen> {
    let read = read(file, &everything()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(read.rejects, [""; 0]);
    read.visits
}

/// The error of a table that must not be read, without its folder.
fn error(file: &Path, options: &Options<'_>) -> String {
    let error = read(file, options).expect_err("it was read").to_string();
    error.replace(&file.parent().map(|folder| format!("{}/", folder.display())).unwrap_or_default(), "")
}

/// A folder that holds one file.
struct Place {
    _folder: tempfile::TempDir,
    file: PathBuf,
}

fn place(name: &str, bytes: impl AsRef<[u8]>) -> Place {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, bytes).unwrap();
    Place { _folder: folder, file }
}
