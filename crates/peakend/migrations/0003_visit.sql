-- Visits, and the log from which they can be rebuilt.

-- The last number given, by hall, local day and letter.
create table numbering (
  hall uuid not null references hall (id),
  day text not null,
  letter text not null,
  last bigint not null,
  primary key (hall, day, letter)
);

create table visit (
  id uuid primary key not null,
  hall uuid not null references hall (id),
  day text not null,
  letter text not null,
  number bigint not null,
  -- opens the customer's own page; nobody guesses it
  secret text not null unique,
  source text not null check (source in ('kiosk', 'guide', 'phone', 'api', 'appointment')),
  language text not null,
  state text not null check (state in ('waiting', 'called', 'serving', 'parked', 'missed', 'left', 'done')),
  -- what is wanted now; the first is in the event `taken`
  purpose text not null,
  class text not null,
  taken_at bigint not null,
  -- joined the queue that it is in
  queued_at bigint not null,
  -- not called before this
  hold_until bigint,
  holds bigint not null,
  appointment_from bigint,
  appointment_to bigint,
  for_counter uuid,
  for_person uuid,
  counter uuid,
  person uuid,
  called_at bigint,
  calls bigint not null,
  misses bigint not null,
  started_at bigint,
  parked_at bigint,
  parked_us bigint not null,
  services bigint not null,
  ended_at bigint,
  result text check (result in ('done', 'partly', 'failed', 'come_again')),
  left_open text not null,
  -- what was checked or filled in beforehand: JSON
  prepared text not null,
  -- events so far
  events bigint not null,
  unique (hall, day, letter, number)
);
-- the queue, and who is at the counters
create index visit_live on visit (hall, queued_at) where state in ('waiting', 'called', 'serving', 'parked', 'missed');
create index visit_day on visit (hall, day, taken_at);

-- Each service of a visit, timed apart.
create table service (
  visit uuid not null references visit (id),
  n bigint not null,
  hall uuid not null references hall (id),
  day text not null,
  purpose text not null,
  counter uuid not null,
  person uuid not null,
  -- of the queue before it
  waited_us bigint not null,
  started_at bigint not null,
  ended_at bigint not null,
  parked_us bigint not null,
  result text not null check (result in ('done', 'partly', 'failed', 'come_again', 'transferred')),
  primary key (visit, n)
);
create index service_day on service (hall, day, ended_at);

-- The event log: never changed, never deleted. In order by hall, and by visit.
create table event (
  hall uuid not null references hall (id),
  seq bigint not null,
  id uuid not null,
  at bigint not null,
  kind text not null,
  visit uuid,
  n bigint,
  counter uuid,
  actor text not null,
  origin text not null,
  body text not null,
  primary key (hall, seq),
  unique (visit, n)
);
create index event_at on event (hall, at);

-- What a customer was told of the wait on taking the ticket, and what came of it.
create table told_wait (
  visit uuid primary key not null references visit (id),
  hall uuid not null references hall (id),
  at bigint not null,
  purpose text not null,
  ahead bigint not null,
  counters bigint not null,
  queue_length_s double precision,
  last_to_enter_s double precision,
  head_of_line_s double precision,
  told text,
  low_s double precision,
  high_s double precision,
  -- null until called; stays null for those who left
  waited_s double precision
);
create index told_wait_hall on told_wait (hall, at);
