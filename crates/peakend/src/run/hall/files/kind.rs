//! What there is in a set-up, and which values each has.

/// The shape of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Whole,
    Truth,
    List,
}

/// A value that something has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub name: &'static str,
    pub shape: Shape,
    /// Whether it cannot be left out.
    pub needed: bool,
    /// Whether an empty field of a table is an empty text rather than nothing said.
    pub blank: bool,
}

const fn text(name: &'static str) -> Column {
    Column { name, shape: Shape::Text, needed: false, blank: false }
}

const fn needed(name: &'static str) -> Column {
    Column { needed: true, ..text(name) }
}

const fn blank(name: &'static str) -> Column {
    Column { blank: true, ..text(name) }
}

const fn whole(name: &'static str) -> Column {
    Column { shape: Shape::Whole, ..text(name) }
}

const fn truth(name: &'static str) -> Column {
    Column { shape: Shape::Truth, ..text(name) }
}

const fn list(name: &'static str) -> Column {
    Column { shape: Shape::List, ..text(name) }
}

const fn must(column: Column) -> Column {
    Column { needed: true, ..column }
}

const PLACE: &[Column] = &[
    needed("code"),
    needed("kind"),
    text("under"),
    needed("name_zh"),
    text("name_en"),
    truth("closed"),
    text("pay_days"),
    whole("share"),
    whole("within"),
];
const HALL: &[Column] = &[
    needed("code"),
    text("under"),
    text("name_zh"),
    text("name_en"),
    text("zone"),
    blank("address_zh"),
    blank("address_en"),
    blank("phone"),
    truth("closed"),
    text("pay_days"),
    whole("share"),
    whole("within"),
];
const HOLIDAY: &[Column] = &[text("place"), needed("date"), needed("name")];
const HOURS: &[Column] = &[
    blank("monday"),
    blank("tuesday"),
    blank("wednesday"),
    blank("thursday"),
    blank("friday"),
    blank("saturday"),
    blank("sunday"),
];
const RULE: &[Column] = &[text("order"), whole("longest_wait_min"), list("classes")];
const EXCEPTION: &[Column] = &[needed("day"), must(blank("hours")), blank("note")];
const OFFER: &[Column] = &[
    needed("purpose"),
    needed("letter"),
    whole("norm_s"),
    list("skills"),
    list("documents_zh"),
    list("documents_en"),
    list("preparation_zh"),
    list("preparation_en"),
    list("channels"),
    truth("offered"),
];
const COUNTER: &[Column] = &[needed("label"), list("purposes")];
const SLOT: &[Column] =
    &[needed("purpose"), must(whole("length_min")), must(whole("seats")), must(whole("days"))];

const PERSON: &[Column] = &[needed("login"), text("name"), text("language"), list("skills"), list("roles")];

/// The kinds of things in a set-up, in the order in which they are taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Place,
    Holiday,
    Hall,
    Hours,
    Rule,
    Exception,
    Offer,
    Counter,
    Slot,
    Person,
}

impl Kind {
    /// Those that a hall has several of.
    pub(crate) const LISTS: [Self; 4] = [Self::Exception, Self::Offer, Self::Counter, Self::Slot];

    /// Whether it is a part of a hall's set-up.
    pub(crate) const fn is_of_a_hall(self) -> bool {
        !matches!(self, Self::Place | Self::Holiday | Self::Hall | Self::Person)
    }

    /// Its name in a file.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Holiday => "holiday",
            Self::Hall => "hall",
            Self::Hours => "hours",
            Self::Rule => "rule",
            Self::Exception => "exception",
            Self::Offer => "offer",
            Self::Counter => "counter",
            Self::Slot => "appointment",
            Self::Person => "person",
        }
    }

    /// Its values.
    pub(crate) const fn columns(self) -> &'static [Column] {
        match self {
            Self::Place => PLACE,
            Self::Holiday => HOLIDAY,
            Self::Hall => HALL,
            Self::Hours => HOURS,
            Self::Rule => RULE,
            Self::Exception => EXCEPTION,
            Self::Offer => OFFER,
            Self::Counter => COUNTER,
            Self::Slot => SLOT,
            Self::Person => PERSON,
        }
    }

    /// The value by which one is told from another.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Place | Self::Hall => "code",
            Self::Holiday => "date",
            Self::Exception => "day",
            Self::Offer | Self::Slot => "purpose",
            Self::Counter => "label",
            Self::Person => "login",
            Self::Hours | Self::Rule => "",
        }
    }
}

crate::kernel::words! {
    /// The CSV tables of a set-up.
    pub enum Table {
        /// The tree above the halls.
        Places = "places",
        /// Holidays of the tree above the halls.
        Holidays = "holidays",
        /// Halls and how they call.
        Halls = "halls",
        /// Weekly hours and dated exceptions.
        Hours = "hours",
        /// What is offered.
        Offers = "offers",
        /// Counters.
        Counters = "counters",
        /// What can be booked.
        Appointments = "appointments",
        /// People, their roles and skills.
        People = "people",
    }
}

impl Table {
    /// Its columns.
    pub(crate) fn columns(self) -> Vec<Column> {
        let of_hall = |kind: Kind| [&[needed("hall")], kind.columns()].concat();
        match self {
            Self::Places => PLACE.to_vec(),
            Self::Holidays => HOLIDAY.to_vec(),
            Self::Halls => [HALL, RULE].concat(),
            Self::Hours => of_hall(Kind::Exception),
            Self::Offers => of_hall(Kind::Offer),
            Self::Counters => of_hall(Kind::Counter),
            Self::Appointments => of_hall(Kind::Slot),
            Self::People => PERSON.to_vec(),
        }
    }

    /// The column that no other table has.
    pub(crate) const fn mark(self) -> &'static str {
        match self {
            Self::Places => "kind",
            Self::Holidays => "date",
            Self::Halls => "zone",
            Self::Hours => "day",
            Self::Offers => "letter",
            Self::Counters => "label",
            Self::Appointments => "seats",
            Self::People => "login",
        }
    }
}
