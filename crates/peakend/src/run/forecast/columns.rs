//! Which columns of a table hold what: as named, else by names that such tables usually have.

use crate::Error;
use lake::{Encoding, TextSource, nearest};
use rustc_hash::FxHashMap;
use std::path::Path;

/// Names by which columns are guessed, the likeliest first; compared without regard to case.
const TIMES: [&str; 14] = [
    "time",
    "at",
    "start",
    "datetime",
    "date_time",
    "timestamp",
    "arrived_at",
    "arrived",
    "arrival",
    "arrival_time",
    "时间",
    "到达时间",
    "取号时间",
    "开始时间",
];
const COUNTS: [&str; 10] =
    ["count", "arrivals", "calls", "customers", "visitors", "visits", "n", "人数", "到达人数", "人次"];
const HALLS: [&str; 8] = ["hall", "branch", "office", "site", "store", "营业厅", "网点", "厅"];
const PURPOSES: [&str; 6] = ["purpose", "service", "queue", "业务", "业务类型", "队列"];

/// What was named on the command line.
#[derive(Debug, Default)]
pub(super) struct Named<'a> {
    pub time: &'a [String],
    pub count: Option<&'a str>,
    pub hall: Option<&'a str>,
    pub purpose: Option<&'a str>,
    /// A table that names halls and purposes, by a column that both have.
    pub names: Option<&'a Path>,
}

/// Where the columns are.
#[derive(Debug)]
pub(super) struct Columns {
    pub time: Vec<usize>,
    /// `None`: each row is one arrival.
    pub count: Option<usize>,
    pub hall: Option<Place>,
    pub purpose: Option<Place>,
    /// All columns say what one of these does: two equal rows may be two arrivals.
    pub all_named: bool,
}

/// Where a name is found.
#[derive(Debug)]
pub(super) enum Place {
    /// In the row.
    Here(usize),
    /// In the other table, by what the row has in this column.
    There(usize, FxHashMap<Vec<u8>, String>),
}

impl Columns {
    /// Finds them.
    ///
    /// # Errors
    /// When a named one is missing, or none can be the time.
    pub fn find(
        file: &Path,
        source: &TextSource,
        named: &Named<'_>,
        counted: bool,
    ) -> Result<Columns, Error> {
        let have = source.headers();
        let guess = |names: &[&str]| {
            let position = |name: &&str| have.iter().position(|have| have.eq_ignore_ascii_case(name));
            names.iter().find_map(position)
        };
        let time: Vec<usize> = match named.time {
            [] => match (guess(&TIMES), guess(&["date", "日期"]), guess(&["hour", "小时"])) {
                (Some(time), Some(date), _) if have[time].eq_ignore_ascii_case("time") => vec![date, time],
                (Some(time), ..) => vec![time],
                (None, Some(date), Some(hour)) => vec![date, hour],
                (None, Some(date), None) => vec![date],
                (None, None, _) => return Err(missing(file, "time", have)),
            },
            names => names.iter().map(|name| source.column(name)).collect::<Result<_, _>>()?,
        };
        let count = match named.count {
            Some(name) => Some(source.column(name)?),
            None if counted => guess(&COUNTS),
            None => None,
        };
        let other = named.names.map(|names| Other::read(names, file, have)).transpose()?;
        let place = |name: Option<&str>, names: &[&str]| match name {
            None => Ok(guess(names).map(Place::Here)),
            Some(name) => match (have.iter().position(|have| have == name), &other) {
                (Some(at), _) => Ok(Some(Place::Here(at))),
                (None, Some(other)) => other.place(name).map(Some),
                (None, None) => Err(missing(file, name, have)),
            },
        };
        let (hall, purpose) = (place(named.hall, &HALLS)?, place(named.purpose, &PURPOSES)?);
        let here = |place: &Option<Place>| usize::from(place.is_some());
        let all_named =
            time.len() + usize::from(count.is_some()) + here(&hall) + here(&purpose) >= have.len();
        Ok(Columns { time, count, hall, purpose, all_named })
    }
}

impl Place {
    /// The name in a row; empty if the other table does not know it.
    pub fn of<'a>(&'a self, record: &'a csv::ByteRecord) -> std::borrow::Cow<'a, str> {
        match self {
            Place::Here(at) => String::from_utf8_lossy(record[*at].trim_ascii()),
            Place::There(key, names) => {
                let key = record[*key].trim_ascii();
                names.get(key).map_or_else(|| String::from_utf8_lossy(key), |name| name.as_str().into())
            }
        }
    }
}

/// A table that names what another has by a key.
struct Other<'a> {
    file: &'a Path,
    headers: Vec<String>,
    key: usize,
    key_here: usize,
    rows: Vec<csv::ByteRecord>,
}

impl<'a> Other<'a> {
    fn read(names: &'a Path, file: &Path, have: &[String]) -> Result<Other<'a>, Error> {
        let mut source = TextSource::open(names, Encoding::Found)?;
        let headers = source.headers().to_vec();
        let shared = headers
            .iter()
            .enumerate()
            .find_map(|(key, name)| Some((key, have.iter().position(|have| have == name)?)));
        let Some((key, key_here)) = shared else {
            let wanted = headers.first().map_or("", String::as_str);
            return Err(missing(file, wanted, have));
        };
        let (mut rows, mut record) = (Vec::new(), csv::ByteRecord::new());
        while source.next(&mut record)?.is_some() {
            rows.push(record.clone());
        }
        Ok(Other { file: names, headers, key, key_here, rows })
    }

    fn place(&self, name: &str) -> Result<Place, Error> {
        let at = self.headers.iter().position(|header| header == name);
        let at = at.ok_or_else(|| missing(self.file, name, &self.headers))?;
        let pair = |row: &csv::ByteRecord| {
            let cell = |at: usize| row.get(at).unwrap_or_default().trim_ascii();
            (cell(self.key).to_vec(), String::from_utf8_lossy(cell(at)).into_owned())
        };
        Ok(Place::There(self.key_here, self.rows.iter().map(pair).collect()))
    }
}

fn missing(file: &Path, column: &str, have: &[String]) -> Error {
    Error::Table(lake::Error::NoColumn {
        file: file.to_owned(),
        column: column.to_owned(),
        nearest: nearest(column, have).map(str::to_owned),
        have: have.to_vec(),
    })
}
