//! Imports straight into a fold, as [`crate::scan`] reads a table of moments.

use super::{ImportOptions, Imported, Map, read};
use crate::names::Names;
use crate::text_table::text_visit;
use crate::{Code, Column, Error, Fold, Moment, Visit, VisitId};
use std::ops::ControlFlow;
use std::path::Path;

/// A foreign table that was folded.
#[derive(Debug)]
pub struct Folded<F> {
    /// What was made of it.
    pub fold: F,
    /// What the codes stand for.
    pub names: Names,
    /// What came of the import.
    pub imported: Imported,
}

/// Imports `source` and folds its visits, without writing a table. A visit has the same id as after an
/// [`import`](super::import) and a [`scan`](crate::scan), and its moments the same order.
///
/// # Errors
/// As [`import`](super::import).
pub fn fold<F: Fold>(
    source: &Path,
    map: &Map,
    options: &ImportOptions<'_>,
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    fold: F,
) -> Result<Folded<F>, Error> {
    let columns = map.columns();
    let mut open = Open {
        fold,
        names: Names::default(),
        has_times: columns.contains(&Column::At),
        has_staff: columns.contains(&Column::Staff),
        id: None,
        moments: Columns::default(),
    };
    // `seq` need not begin anew with a visit, so the visit's end shows in the next one's id
    let imported = read(source, map, options, progress, &mut |moment| {
        open.take(moment);
        Ok(())
    })?;
    open.close();
    open.fold.finish();
    Ok(Folded { fold: open.fold, names: open.names, imported })
}

/// The visit that is being put together.
struct Open<F> {
    fold: F,
    names: Names,
    has_times: bool,
    has_staff: bool,
    id: Option<u64>,
    moments: Columns,
}

/// Its moments, column by column.
#[derive(Default)]
struct Columns {
    hall: Code,
    purpose: Code,
    remembered: Option<f32>,
    touchpoints: Vec<Code>,
    affects: Vec<f32>,
    staff: Vec<Code>,
    at_us: Vec<i64>,
}

impl<F: Fold> Open<F> {
    fn take(&mut self, moment: &Moment<'_>) {
        let id = match moment.visit {
            VisitId::Number(number) => number,
            VisitId::Text(text) => text_visit(text),
        };
        if self.id != Some(id) {
            self.close();
            self.id = Some(id);
            self.moments.hall = self.names.halls.code(moment.hall);
            self.moments.purpose = self.names.purposes.code(moment.purpose);
            self.moments.remembered = moment.remembered;
        }
        self.moments.touchpoints.push(self.names.touchpoints.code(moment.touchpoint));
        self.moments.affects.push(moment.affect);
        if self.has_staff {
            self.moments.staff.push(self.names.staff.code(moment.staff));
        }
        if self.has_times {
            self.moments.at_us.push(moment.at_us);
        }
    }

    fn close(&mut self) {
        let (Some(id), moments) = (self.id.take(), &mut self.moments) else { return };
        self.fold.visit(&Visit {
            id,
            hall: moments.hall,
            purpose: moments.purpose,
            touchpoints: &moments.touchpoints,
            affects: &moments.affects,
            staff: &moments.staff,
            at_us: &moments.at_us,
            remembered: moments.remembered,
        });
        moments.touchpoints.clear();
        moments.affects.clear();
        moments.staff.clear();
        moments.at_us.clear();
    }
}
