//! Reads a foreign table row by row into moments.

use super::cells::{Cells, FieldAt, QuantityAt, TimeAt, Trouble, reject};
use super::gather::{Draft, Gather, Order};
use super::map::{Kind, Layout, Map};
use super::source::Source;
use super::{ImportOptions, Progress};
use crate::plain::{plain_number, show_time};
use crate::{Error, Reason, VisitId};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::cell::Cell;
use std::hash::{Hash, Hasher};
use std::path::Path;

/// A table and a map whose columns were found in it.
pub(super) struct Reader<'m> {
    source: Source,
    map: &'m Map,
    visit: Option<FieldAt<'m>>,
    hall: Option<FieldAt<'m>>,
    purpose: Option<FieldAt<'m>>,
    staff: Option<FieldAt<'m>>,
    origin: Option<FieldAt<'m>>,
    at: Option<TimeAt<'m>>,
    ended: Option<TimeAt<'m>>,
    remembered: Option<QuantityAt<'m>>,
    rows: Rows<'m>,
    /// Whether each touchpoint seen so far is known.
    known: FxHashMap<String, bool>,
}

/// The columns that depend on what a row is.
enum Rows<'m> {
    Long {
        seq: Option<FieldAt<'m>>,
        touchpoint: FieldAt<'m>,
        /// With the touchpoint it is for, and what its moments are said to come from.
        signals: Vec<(Option<&'m str>, QuantityAt<'m>, String)>,
    },
    Wide(Vec<Place<'m>>),
}

/// A touchpoint of a wide table.
struct Place<'m> {
    id: &'m str,
    at: Option<TimeAt<'m>>,
    quantity: QuantityAt<'m>,
    origin: String,
}

/// What a first reading of the visits' ids showed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Survey {
    pub numbers: bool,
    pub grouped: bool,
    pub rows: u64,
    /// The line of the first id that is no number although the one before it was.
    pub odd: Option<u64>,
}

/// What came of all rows.
#[derive(Default)]
pub(super) struct Counts {
    pub rows: u64,
    pub missing: u64,
    pub folds: u64,
    /// Rows whose fields hold suspiciously many line breaks: line, breaks.
    pub long_rows: Vec<(u64, usize)>,
}

/// A field with this many lines in it is more likely a quote left open.
const MANY_LINES: usize = 100;

impl<'m> Reader<'m> {
    pub fn open(file: &Path, map: &'m Map) -> Result<Self, Error> {
        let mut source = Source::open(file, map)?;
        let mut field =
            |field: &'m Option<_>| field.as_ref().map(|field| FieldAt::find(field, &mut source)).transpose();
        let (visit, hall, purpose) = (field(&map.visit)?, field(&map.hall)?, field(&map.purpose)?);
        let (staff, origin) = (field(&map.staff)?, field(&map.source)?);
        let at = map.at.as_ref().map(|time| TimeAt::find(time, &mut source)).transpose()?;
        let ended = map.ended.as_ref().map(|time| TimeAt::find(time, &mut source)).transpose()?;
        let remembered = map.remembered.as_ref().map(|it| QuantityAt::find(it, &mut source)).transpose()?;
        let rows = match &map.layout {
            Layout::Long(long) => Rows::Long {
                seq: long.seq.as_ref().map(|seq| FieldAt::find(seq, &mut source)).transpose()?,
                touchpoint: FieldAt::find(&long.touchpoint, &mut source)?,
                signals: long
                    .signals
                    .iter()
                    .map(|signal| {
                        let quantity = QuantityAt::find(&signal.quantity, &mut source)?;
                        let origin = quantity.origin();
                        Ok((signal.touchpoint.as_deref(), quantity, origin))
                    })
                    .collect::<Result<_, Error>>()?,
            },
            Layout::Wide(touchpoints) => Rows::Wide(
                touchpoints
                    .iter()
                    .map(|touchpoint| {
                        let at =
                            touchpoint.at.as_ref().map(|at| TimeAt::find(at, &mut source)).transpose()?;
                        let quantity = QuantityAt::find(&touchpoint.quantity, &mut source)?;
                        let origin = quantity.origin();
                        Ok(Place { id: &touchpoint.id, at, quantity, origin })
                    })
                    .collect::<Result<_, Error>>()?,
            ),
        };
        let known = FxHashMap::default();
        Ok(Self { source, map, visit, hall, purpose, staff, origin, at, ended, remembered, rows, known })
    }

    pub fn line_word(&self) -> &'static str {
        self.source.line_word()
    }

    /// Reads the visits' ids alone, to know whether they are numbers and whether their rows stand together. Leaves
    /// the table at its end.
    pub fn survey(&mut self, progress: &mut Progress<'_>) -> Result<Survey, Error> {
        let folds = Cell::new(0);
        let mut survey =
            Survey { numbers: self.map.kind != Some(Kind::Text), grouped: true, rows: 0, odd: None };
        let mut ids = Ids::default();
        while let Some(line) = self.source.next()? {
            survey.rows += 1;
            progress.tell(survey.rows, &self.source)?;
            let Some(visit) = self.visit.as_ref().filter(|_| self.source.misfit().is_none()) else {
                continue;
            };
            let cells = Cells { source: &self.source, map: self.map, line, rules: None, folds: &folds };
            let Ok(Some(id)) = cells.text(visit) else { continue };
            match (plain_number(&id), self.map.kind) {
                (Some(number), None | Some(Kind::Number)) if survey.numbers => ids.number(number),
                (None, Some(Kind::Number)) => {}
                (None, None) if survey.numbers => {
                    survey.odd = ids.last.map(|_| line);
                    survey.numbers = false;
                    // what came before is known to ascend, not whether this comes again
                    ids.together &= ids.last.is_none();
                    ids.text(&id);
                }
                _ => ids.text(&id),
            }
        }
        survey.grouped = if survey.numbers { ids.ascending } else { ids.together };
        Ok(survey)
    }

    /// How the moments of this table are ordered.
    pub fn order(&self, grouped: bool) -> Order {
        let (seq, wide) = match &self.rows {
            Rows::Long { seq, .. } => (seq.is_some(), false),
            Rows::Wide(_) => (true, true),
        };
        Order { grouped, seq, at: self.map.has_times(), wide }
    }

    /// Reads all rows.
    pub fn read(
        &mut self,
        numbers: bool,
        options: &ImportOptions<'_>,
        gather: &mut Gather<'_>,
        progress: &mut Progress<'_>,
    ) -> Result<Counts, Error> {
        let folds = Cell::new(0);
        let mut counts = Counts::default();
        let mut known = std::mem::take(&mut self.known);
        while let Some(line) = self.source.next()? {
            counts.rows += 1;
            progress.tell(counts.rows, &self.source)?;
            let breaks = self.source.breaks();
            if breaks >= MANY_LINES {
                counts.long_rows.push((line, breaks));
            }
            let row = Row {
                reader: self,
                cells: Cells {
                    source: &self.source,
                    map: self.map,
                    line,
                    rules: options.affect_rule,
                    folds: &folds,
                },
                numbers,
                number: counts.rows,
            };
            let done = match &self.rows {
                Rows::Long { seq, touchpoint, signals } => {
                    row.moment(seq.as_ref(), touchpoint, signals, options, &mut known, gather)
                }
                Rows::Wide(places) => row.visit(places, gather, &mut counts.missing),
            };
            match done {
                Ok(()) => {}
                Err(Trouble::Reject { column, value, reason }) => {
                    gather.rejects.add(line, &column, value, reason)
                }
                Err(Trouble::Stop(error)) => return Err(error),
            }
            if options.strict {
                gather.rejects.strict(self.source.file(), self.source.line_word())?;
            }
        }
        counts.folds = folds.get();
        Ok(counts)
    }
}

/// One row of a table.
struct Row<'a, 'm> {
    reader: &'a Reader<'m>,
    cells: Cells<'a>,
    /// Whether visits have numbers.
    numbers: bool,
    /// Its place in the table, from 1.
    number: u64,
}

type Known = FxHashMap<String, bool>;

impl<'a, 'm: 'a> Row<'a, 'm> {
    /// A row of a long table.
    fn moment(
        &self,
        seq: Option<&FieldAt<'a>>,
        touchpoint: &FieldAt<'a>,
        signals: &[(Option<&str>, QuantityAt<'a>, String)],
        options: &ImportOptions<'_>,
        known: &mut Known,
        gather: &mut Gather<'_>,
    ) -> Result<(), Trouble> {
        let cells = &self.cells;
        self.fits()?;
        let id = self.id()?;
        let name = touchpoint.name();
        let touchpoint = cells.text(touchpoint)?.filter(|text| !text.is_empty());
        let touchpoint = touchpoint.ok_or_else(|| reject(name.as_str(), "", Reason::NoTouchpoint))?;
        if !is_known(known, &touchpoint, options) {
            return Err(reject(name, touchpoint, Reason::UnknownTouchpoint));
        }
        let seq = seq.map(|seq| cells.whole(seq)).transpose()?.unwrap_or_default();
        let at_us = self.reader.at.as_ref().map(|at| cells.time_needed(at)).transpose()?.unwrap_or_default();
        self.ended(at_us)?;
        let mut found = None;
        for (only, quantity, origin) in signals {
            if only.is_none_or(|only| only == touchpoint)
                && let Some(affect) = cells.affect(quantity, &touchpoint)?
            {
                found = Some((affect, origin.as_str()));
                break;
            }
        }
        let (affect, origin) = found.ok_or_else(|| {
            let names: Vec<String> = signals.iter().map(|(_, quantity, _)| quantity.name()).collect();
            reject(names.join(", "), "", Reason::NoAffect)
        })?;
        let common = self.common()?;
        gather.push(&Draft {
            visit: id.id(),
            seq,
            at_us,
            touchpoint: &touchpoint,
            affect,
            source: common.origin.as_deref().unwrap_or(origin),
            ..common.draft(cells.line)
        })?;
        Ok(())
    }

    /// A row of a wide table. A value that makes no sense costs its own moment only.
    fn visit(&self, places: &[Place<'a>], gather: &mut Gather<'_>, missing: &mut u64) -> Result<(), Trouble> {
        let cells = &self.cells;
        self.fits()?;
        let id = self.id()?;
        let common = self.common()?;
        let start = self.reader.at.as_ref().map(|at| cells.time(at)).transpose()?.flatten();
        let mut found: Vec<(i64, &Place<'a>, i64, f32)> = Vec::with_capacity(places.len());
        let mut refused = Vec::new();
        for (seq, place) in (1..).zip(places) {
            let before = found.last().map(|moment| moment.2);
            match self.touchpoint(place, start, before) {
                Ok(Some((at_us, affect))) => found.push((seq, place, at_us, affect)),
                Ok(None) => *missing += 1,
                Err(Trouble::Reject { column, value, reason }) => refused.push((column, value, reason)),
                Err(stop) => return Err(stop),
            }
        }
        if found.is_empty() && refused.is_empty() {
            return Err(reject("(all touchpoints)", "", Reason::NoAffect));
        }
        if let Some(ended) = &self.reader.ended
            && let Some(end) = cells.time(ended)?
        {
            let latest = found.iter().map(|moment| moment.2).chain(start).max();
            if latest.is_some_and(|latest| end < latest) {
                return Err(reject(ended.name(), show_time(end), Reason::EndsBeforeItBegins));
            }
            // without a time of its own, the last moment is at the end of the visit
            if let Some(last) = found.last_mut().filter(|last| last.1.at.is_none()) {
                last.2 = end;
            }
        }
        for (column, value, reason) in refused {
            gather.rejects.add(cells.line, &column, value, reason);
        }
        for (seq, place, at_us, affect) in found {
            gather.push(&Draft {
                visit: id.id(),
                seq,
                at_us,
                touchpoint: place.id,
                affect,
                source: common.origin.as_deref().unwrap_or(&place.origin),
                ..common.draft(cells.line)
            })?;
        }
        Ok(())
    }

    /// The time and the affect of a touchpoint of a wide table; `None` when the affect is missing. Without a time of
    /// its own it has that of the moment before, or of the visit's start.
    fn touchpoint(
        &self,
        place: &Place<'a>,
        start: Option<i64>,
        before: Option<i64>,
    ) -> Result<Option<(i64, f32)>, Trouble> {
        let Some(affect) = self.cells.affect(&place.quantity, place.id)? else { return Ok(None) };
        let at_us = match (&place.at, &self.reader.at) {
            (Some(at), _) => {
                let at_us = self.cells.time_needed(at)?;
                if start.is_some_and(|start| at_us < start) {
                    return Err(reject(at.name(), show_time(at_us), Reason::EndsBeforeItBegins));
                }
                at_us
            }
            (None, Some(at)) => before.or(start).ok_or_else(|| reject(at.name(), "", Reason::BadTime))?,
            (None, None) => 0,
        };
        Ok(Some((at_us, affect)))
    }

    fn fits(&self) -> Result<(), Trouble> {
        let Some((have, want)) = self.cells.source.misfit() else { return Ok(()) };
        let breaks = self.cells.source.breaks();
        let value = match breaks {
            0 => format!("{have} fields where the header has {want}"),
            _ => format!(
                "{have} fields over {} lines where the header has {want}: is a quote left open?",
                breaks + 1
            ),
        };
        Err(reject("(row)", value, Reason::FieldCount))
    }

    fn id(&self) -> Result<Id<'a>, Trouble> {
        let Some(visit) = &self.reader.visit else { return Ok(Id::Number(self.number)) };
        let text = self.cells.text(visit)?.filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| reject(visit.name(), "", Reason::NoVisit))?;
        match (self.numbers, plain_number(&text)) {
            (true, Some(number)) => Ok(Id::Number(number)),
            (true, None) => Err(reject(visit.name(), text, Reason::NotANumber)),
            (false, _) => Ok(Id::Text(text)),
        }
    }

    /// Checks that a moment does not end before it begins.
    fn ended(&self, at_us: i64) -> Result<(), Trouble> {
        let Some(ended) = &self.reader.ended else { return Ok(()) };
        match self.cells.time(ended)? {
            Some(end) if end < at_us => Err(reject(ended.name(), show_time(end), Reason::EndsBeforeItBegins)),
            _ => Ok(()),
        }
    }

    fn common(&self) -> Result<Common<'a>, Trouble> {
        let (cells, reader) = (&self.cells, self.reader);
        let text = |field: &Option<FieldAt<'a>>| match field {
            Some(field) => cells.text(field),
            None => Ok(None),
        };
        Ok(Common {
            hall: text(&reader.hall)?.unwrap_or_default(),
            purpose: text(&reader.purpose)?.unwrap_or_default(),
            staff: text(&reader.staff)?.unwrap_or_default(),
            origin: match &reader.origin {
                Some(origin) => Some(cells.text(origin)?.unwrap_or_default()),
                None => None,
            },
            remembered: match &reader.remembered {
                Some(remembered) => cells.affect(remembered, "")?,
                None => None,
            },
        })
    }
}

/// What a row says of its visit.
struct Common<'a> {
    hall: std::borrow::Cow<'a, str>,
    purpose: std::borrow::Cow<'a, str>,
    staff: std::borrow::Cow<'a, str>,
    /// What the map says that affects come from, if it does.
    origin: Option<std::borrow::Cow<'a, str>>,
    remembered: Option<f32>,
}

impl Common<'_> {
    /// A draft that still lacks its moment.
    fn draft(&self, line: u64) -> Draft<'_> {
        Draft {
            line,
            visit: VisitId::Number(0),
            seq: 0,
            at_us: 0,
            hall: &self.hall,
            purpose: &self.purpose,
            touchpoint: "",
            staff: &self.staff,
            source: "",
            affect: 0.0,
            remembered: self.remembered,
        }
    }
}

/// The id of a row's visit.
enum Id<'a> {
    Number(u64),
    Text(std::borrow::Cow<'a, str>),
}

impl Id<'_> {
    fn id(&self) -> VisitId<'_> {
        match self {
            Self::Number(number) => VisitId::Number(*number),
            Self::Text(text) => VisitId::Text(text),
        }
    }
}

/// What is known of the ids seen so far.
struct Ids {
    last: Option<u64>,
    /// Numbers never descended.
    ascending: bool,
    /// Texts that left off never came again.
    together: bool,
    /// Texts seen, by hash: two that share one only cost the quick way.
    seen: FxHashSet<u64>,
}

impl Default for Ids {
    fn default() -> Self {
        Self { last: None, ascending: true, together: true, seen: FxHashSet::default() }
    }
}

impl Ids {
    fn number(&mut self, number: u64) {
        self.ascending &= self.last.is_none_or(|last| last <= number);
        self.last = Some(number);
    }

    fn text(&mut self, text: &str) {
        let mut hasher = FxHasher::default();
        text.hash(&mut hasher);
        let hash = hasher.finish();
        if self.together && self.last != Some(hash) {
            self.together = self.seen.insert(hash);
        }
        self.last = Some(hash);
    }
}

fn is_known(known: &mut Known, touchpoint: &str, options: &ImportOptions<'_>) -> bool {
    let Some(check) = options.touchpoint_known else { return true };
    if let Some(known) = known.get(touchpoint) {
        return *known;
    }
    let answer = check(touchpoint);
    known.insert(touchpoint.to_owned(), answer);
    answer
}
