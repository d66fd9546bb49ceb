//! A CSV table becomes records. Which table it is, its columns say.
//!
//! A list has one entry a line within its field; `-` is a list with nothing in it, an empty field is no list.

use super::kind::{Column, Kind, Shape, Table};
use super::read::{Read, wrong};
use super::{At, Record, Value};
use crate::Error;
use crate::run::hall::hours::WEEKDAYS;

pub(super) fn read(text: &str, read: &mut Read) {
    // what is copied from a spreadsheet has tabs
    let head = text.lines().next().unwrap_or_default();
    let delimiter =
        [b',', b'\t', b';'].into_iter().max_by_key(|mark| head.bytes().filter(|byte| byte == mark).count());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for row in reader.records() {
        match row {
            Ok(row) => rows.push(row),
            Err(error) => {
                let line = error.position().map_or(1, csv::Position::line);
                let at = At { line: usize::try_from(line).unwrap_or(1), column: 1 };
                read.fault(at, "", "", &Error::invalid("", "hall-file-syntax").with("detail", &error));
                return;
            }
        }
    }
    let mut rows = rows.into_iter();
    let first = At { line: 1, column: 1 };
    let Some(head) = rows.next() else {
        read.fault(first, "", "", &Error::invalid("", "hall-file-empty"));
        return;
    };
    let names: Vec<String> = head.iter().map(|name| name.trim().to_ascii_lowercase()).collect();
    let Some(table) = Table::ALL.iter().copied().find(|table| names.iter().any(|name| name == table.mark()))
    else {
        let known = Table::ALL.iter().map(|table| table.mark()).collect::<Vec<_>>().join(", ");
        read.fault(first, "", "", &Error::invalid("", "hall-file-no-table").with("known", known));
        return;
    };
    let columns = table.columns();
    let known: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let mut places: Vec<Option<Column>> = Vec::new();
    for (n, name) in names.iter().enumerate() {
        let column = columns.iter().find(|column| column.name == *name);
        if column.is_none() {
            read.unknown(At { line: 1, column: n + 1 }, name, name, &known);
        }
        places.push(column.copied());
    }
    for row in rows {
        line(table, &places, &row, read);
    }
}

fn line(table: Table, places: &[Option<Column>], row: &csv::StringRecord, read: &mut Read) {
    let line = row.position().map_or(1, csv::Position::line);
    let line = usize::try_from(line).unwrap_or(1);
    if row.iter().all(|field| field.trim().is_empty()) {
        return;
    }
    let (mut cells, mut bad) = (Vec::new(), false);
    let mut hall = None;
    for (n, (place, field)) in places.iter().zip(row).enumerate() {
        let Some(column) = place else { continue };
        let at = At { line, column: n + 1 };
        match value(column, field) {
            Ok(None) => {}
            Ok(Some(Value::Text(text))) if column.name == "hall" => hall = Some(text),
            Ok(Some(value)) => cells.push((column.name, value, at)),
            Err(error) => {
                read.fault(at, &format!("{table}.{}", column.name), field, &error);
                bad = true;
            }
        }
    }
    if row.len() > places.len() {
        let error =
            Error::invalid("", "hall-file-fields").with("count", row.len()).with("most", places.len());
        read.fault(At { line, column: places.len() + 1 }, "", "", &error);
        bad = true;
    }
    let text = |name: &str| {
        cells.iter().find_map(|(column, value, _)| match value {
            Value::Text(text) if *column == name => Some(text.clone()),
            _ => None,
        })
    };
    let at = At { line, column: 1 };
    let kind = match table {
        Table::Places => Kind::Place,
        Table::Holidays => Kind::Holiday,
        Table::Halls => Kind::Hall,
        Table::Hours => Kind::Exception,
        Table::Offers => Kind::Offer,
        Table::Counters => Kind::Counter,
        Table::Appointments => Kind::Slot,
        Table::People => Kind::Person,
    };
    let of = match kind {
        Kind::Place | Kind::Hall => text("code"),
        // the network's, where no place is named
        Kind::Holiday => Some(text("place").unwrap_or_default()),
        // people belong to no hall: they have roles
        Kind::Person => Some(String::new()),
        _ => hall,
    };
    let Some(of) = of else {
        let name = if matches!(kind, Kind::Place | Kind::Hall) { "code" } else { "hall" };
        return read.fault(at, &format!("{table}.{name}"), "", &Error::invalid("", "hall-file-missing"));
    };
    let key = text(kind.key()).unwrap_or_default();
    let name = match kind {
        Kind::Place | Kind::Hall => format!("{}.{of}", kind.word()),
        Kind::Person | Kind::Holiday => format!("{}.{key}", kind.word()),
        _ => format!("hall.{of}.{}.{key}", kind.word()),
    };
    match (table, WEEKDAYS.iter().find(|day| key.eq_ignore_ascii_case(day))) {
        (Table::Hours, Some(day)) => weekday(read, &of, day, cells, at, bad),
        (Table::Halls, _) => {
            let (rule, hall): (Vec<_>, Vec<_>) = cells
                .into_iter()
                .partition(|(name, ..)| Kind::Rule.columns().iter().any(|column| column.name == *name));
            read.keep(Record { cells: hall, ..Record::new(Kind::Hall, &of, name, at) }, bad);
            if !rule.is_empty() && !bad {
                let name = format!("hall.{of}.rule");
                read.keep(Record { cells: rule, ..Record::new(Kind::Rule, &of, name, at) }, bad);
            }
        }
        _ => read.keep(Record { cells, ..Record::new(kind, &of, name, at) }, bad),
    }
}

/// The rows of the week of one hall are one record.
fn weekday(
    read: &mut Read,
    of: &str,
    day: &'static str,
    cells: Vec<(&'static str, Value, At)>,
    at: At,
    bad: bool,
) {
    let name = format!("hall.{of}.hours");
    let hours =
        cells.into_iter().find(|(column, ..)| *column == "hours").map(|(_, value, at)| (day, value, at));
    let Some(hours) = hours else { return read.keep(Record::new(Kind::Exception, of, name, at), bad) };
    let there = read.records.iter_mut().find(|record| record.kind == Kind::Hours && record.of == of);
    match there {
        Some(record) if record.cell(day).is_some() => {
            read.fault(at, &format!("{name}.{day}"), "", &Error::invalid("", "hall-file-twice"));
        }
        Some(record) => record.cells.push(hours),
        None => read.keep(Record { cells: vec![hours], ..Record::new(Kind::Hours, of, name, at) }, bad),
    }
}

fn value(column: &Column, field: &str) -> Result<Option<Value>, Error> {
    let field = field.trim();
    if field.is_empty() {
        return Ok(column.blank.then(|| Value::Text(String::new())));
    }
    let bad = || wrong(column.shape);
    Ok(Some(match column.shape {
        Shape::Text => Value::Text(field.to_owned()),
        Shape::Whole => Value::Whole(field.parse().map_err(|_| bad())?),
        Shape::Truth => match field.to_ascii_lowercase().as_str() {
            "yes" | "true" | "1" | "是" => Value::Truth(true),
            "no" | "false" | "0" | "否" => Value::Truth(false),
            _ => return Err(bad()),
        },
        Shape::List if field == "-" => Value::List(Vec::new()),
        Shape::List => {
            let lines = field.lines().map(str::trim).filter(|line| !line.is_empty());
            Value::List(lines.map(str::to_owned).collect())
        }
    }))
}
