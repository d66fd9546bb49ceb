//! Tables as the page shows them, with the bare numbers behind each cell for the CSV download.

use experience::Interval;

/// A table with a caption; the first column holds the rows' heads.
#[derive(Debug, Default)]
pub struct Table {
    /// Unique on the page; charts point at it.
    pub id: String,
    /// What it shows.
    pub caption: String,
    /// Heads of the columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Said beneath the table, such as what grey means.
    pub note: Option<String>,
}

/// One column's head.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub head: String,
    /// Unit or scale, shown small beneath the head.
    pub unit: Option<String>,
    /// Numbers stand on the right.
    pub numeric: bool,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// Its name.
    pub head: String,
    /// What stands in it, after its head.
    pub cells: Vec<Cell>,
    /// Rests on few observations: shown grey.
    pub few: bool,
    /// Set off from the others: the model in use, a hall that differs.
    pub marked: bool,
}

/// One cell: what is read, and the numbers behind it.
#[derive(Debug, Default)]
pub struct Cell {
    /// What is read.
    pub text: String,
    /// `data-v`: the bare value.
    pub value: Option<f64>,
    /// `data-lo`, `data-hi`: the interval.
    pub interval: Option<Interval>,
    /// Rests on few observations: shown grey.
    pub few: bool,
}

impl Column {
    /// A column of words.
    pub fn words(head: String) -> Self {
        Self { head, unit: None, numeric: false }
    }

    /// A column of figures.
    pub fn figures(head: String) -> Self {
        Self { head, unit: None, numeric: true }
    }

    /// A column of figures with a unit.
    pub fn figures_in(head: String, unit: String) -> Self {
        Self { head, unit: Some(unit), numeric: true }
    }
}

impl Row {
    /// A row.
    pub fn new(head: String, cells: Vec<Cell>) -> Self {
        Self { head, cells, few: false, marked: false }
    }

    /// Grey, or not.
    pub fn few(mut self, few: bool) -> Self {
        self.few = few;
        self
    }

    /// Set off from the others, or not.
    pub fn marked(mut self, marked: bool) -> Self {
        self.marked = marked;
        self
    }
}

impl Cell {
    /// A cell of words.
    pub fn words(text: String) -> Self {
        Self { text, ..Self::default() }
    }

    /// A figure, and the number behind it.
    pub fn figure(text: String, value: f64) -> Self {
        Self { text, value: Some(value).filter(|v| v.is_finite()), ..Self::default() }
    }

    /// With the interval behind it.
    pub fn with(mut self, interval: Option<Interval>) -> Self {
        self.interval = interval.filter(|i| i.low.is_finite() && i.high.is_finite());
        self
    }

    /// Grey, or not.
    pub fn few(mut self, few: bool) -> Self {
        self.few = few;
        self
    }
}
