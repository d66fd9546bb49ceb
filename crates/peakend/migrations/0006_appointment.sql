-- Appointments.

-- For which purposes a hall gives appointments, and how many; without a row there are none.
create table appointment_slot (
  hall uuid not null references hall (id),
  purpose text not null,
  length_min bigint not null,
  -- how many at the same time
  seats bigint not null,
  -- how far ahead one can book
  days bigint not null,
  primary key (hall, purpose)
);

create table appointment (
  id uuid primary key not null,
  -- shown to whoever booked; opens, moves, cancels and checks in
  code text not null unique,
  hall uuid not null references hall (id),
  purpose text not null,
  -- the local day on which it begins
  day text not null,
  starts_at bigint not null,
  ends_at bigint not null,
  -- which of the seats of its slot, from 0: two never have the same
  seat bigint not null,
  -- blanked some time after the day, with the origin
  name text,
  phone text,
  origin text,
  language text not null,
  state text not null check (state in ('booked', 'checked_in', 'cancelled', 'no_show')),
  booked_at bigint not null,
  booked_by text not null,
  visit uuid references visit (id)
);
create unique index appointment_seat on appointment (hall, purpose, starts_at, seat) where state <> 'cancelled';
create index appointment_day on appointment (hall, day, starts_at);
create index appointment_contact on appointment (ends_at) where origin is not null;
