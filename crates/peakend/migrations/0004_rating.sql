-- The evaluator: one for each finished visit that was eligible, answered or not.

create table rating (
  visit uuid primary key not null references visit (id),
  hall uuid not null references hall (id),
  counter uuid not null,
  person uuid not null,
  day text not null,
  purpose text not null,
  -- eligible: the service has ended. Then shown, and answered or timed out; or not asked, because it could not be shown.
  state text not null check (state in ('eligible', 'shown', 'answered', 'timed_out', 'not_asked')),
  eligible_at bigint not null,
  shown_at bigint,
  answered_at bigint,
  -- where: the tablet at the counter or the customer's own page
  surface text check (surface in ('evaluator', 'phone')),
  level bigint check (level between 1 and 5),
  reasons text not null
);
create index rating_hall on rating (hall, eligible_at);
create index rating_counter on rating (counter, eligible_at);

-- What must be seen to now; closed when somebody has.
create table alarm (
  id uuid primary key not null,
  hall uuid not null references hall (id),
  kind text not null,
  subject text not null,
  visit uuid,
  counter uuid,
  since bigint not null,
  -- JSON: what it says
  body text not null,
  seen_by text,
  closed_at bigint,
  outcome text
);
create unique index alarm_open on alarm (hall, kind, subject) where closed_at is null;
