-- What is remembered of visits, and what was learnt of waits. All of it follows from the log and can be made again.

-- One visit at one touchpoint at one time, with the rule that made its affect and what the rule was given.
create table moment (
  visit uuid not null references visit (id),
  -- in order of time, from 1
  n bigint not null,
  hall uuid not null references hall (id),
  day text not null,
  purpose text not null,
  touchpoint text not null,
  at bigint not null,
  affect double precision not null check (affect between -1 and 1),
  -- 'queue.wait_beyond_promise'
  rule text not null,
  -- the rule's fingerprint
  version text not null,
  -- '4.25 min', or a category: 'done'
  signal text not null,
  -- who served at this moment; null: nobody
  person uuid,
  primary key (visit, n)
);
create index moment_day on moment (hall, day);

-- What a visit's moments leave behind.
create table visit_score (
  visit uuid primary key not null references visit (id),
  hall uuid not null references hall (id),
  day text not null,
  -- what the customer came for
  purpose text not null,
  moments bigint not null,
  peak double precision not null,
  ending double precision not null,
  best double precision not null,
  worst double precision not null,
  mean double precision not null,
  -- (peak + end) / 2
  score double precision not null,
  -- how the customer rated; null: not at all
  level bigint
);
create index visit_score_day on visit_score (hall, day, score);

-- How far the log of a hall has been followed.
create table follower (
  hall uuid primary key not null references hall (id),
  seq bigint not null
);

-- Mean time of a service at the counter, from the hall's own services of the last weeks.
create table service_mean (
  hall uuid not null references hall (id),
  purpose text not null,
  services bigint not null,
  mean_s double precision not null,
  learnt_at bigint not null,
  primary key (hall, purpose)
);

-- Each estimator's own interval, and when the customer was called: what a hall learns from.
alter table told_wait add column queue_length_low_s double precision;
alter table told_wait add column queue_length_high_s double precision;
alter table told_wait add column last_to_enter_low_s double precision;
alter table told_wait add column last_to_enter_high_s double precision;
alter table told_wait add column head_of_line_low_s double precision;
alter table told_wait add column head_of_line_high_s double precision;
alter table told_wait add column called_at bigint;
create index told_wait_called on told_wait (hall, called_at);

-- How good what was told has been, by the day of the ticket. `estimator` is one of the three, or `told` for what customers
-- were told, by whichever.
create table wait_day (
  hall uuid not null references hall (id),
  day text not null,
  estimator text not null check (estimator in ('queue_length', 'last_to_enter', 'head_of_line', 'told')),
  waits bigint not null,
  covered bigint not null,
  error_s double precision not null,
  absolute_s double precision not null,
  squared_s2 double precision not null,
  waited_s double precision not null,
  primary key (hall, day, estimator)
);
create index wait_day_day on wait_day (day);
