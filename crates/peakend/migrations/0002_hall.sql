-- What a hall is made of.

create table hall (
  id uuid primary key not null references place (id),
  zone text not null,
  address_zh text not null,
  address_en text not null,
  phone text not null,
  -- who is called next: JSON of the calling rule
  rule text not null,
  -- 'weekly' hours: JSON, seven lists of [opens_min, closes_min] in minutes of the local day, Monday first
  hours text not null,
  -- text on the board; null: none
  broadcast text,
  -- closed by hand until somebody opens it; null: by its hours
  shut_at bigint,
  shut_why text
);

-- One row is written by every act of a hall, so that acts of one hall come one after the other on both engines and its
-- events have an order without gaps. Kept apart from `hall` because it is written all the time.
create table hall_log (
  hall uuid primary key not null references hall (id),
  -- the last event
  seq bigint not null,
  -- the instant of the last act: time in a hall never goes back, whatever the clock does
  at bigint not null,
  -- counts changes of the set-up; who has read it knows by this number whether it is still true
  plan bigint not null,
  -- where the calling rule stands in its sequence
  turn bigint not null,
  -- how long the last who was called had waited; null: nobody yet
  last_wait_us bigint
);

-- Dated exceptions of the hours; an empty list is a closed day.
create table hall_exception (
  hall uuid not null references hall (id),
  day text not null,
  hours text not null,
  note text not null,
  primary key (hall, day)
);

create table counter (
  id uuid primary key not null,
  hall uuid not null references hall (id),
  label text not null,
  position bigint not null,
  -- JSON list of purposes; null: all
  purposes text,
  state text not null check (state in ('closed', 'open', 'paused')),
  person uuid references person (id),
  -- the visit that is called here or served here
  visit uuid,
  since bigint not null,
  removed_at bigint,
  unique (hall, label)
);

-- A purpose that a hall offers. Lists that are null are those of the blueprint.
create table offer (
  hall uuid not null references hall (id),
  purpose text not null,
  letter text not null,
  norm_s bigint,
  skills text,
  documents_zh text,
  documents_en text,
  preparation_zh text,
  preparation_en text,
  channels text,
  position bigint not null,
  -- no new tickets; those who wait for it are still served
  removed_at bigint,
  primary key (hall, purpose)
);
