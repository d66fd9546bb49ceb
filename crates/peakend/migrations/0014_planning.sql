-- What plans go by, where a place says something of it; what is null is said by the nearest place above it.
create table planning (
  place uuid primary key not null references place (id),
  -- JSON list of days of the month
  pay_days text,
  -- the target of a hall's counters: so many of a hundred are called within so many minutes
  share bigint check (share between 50 and 99),
  within_min bigint check (within_min between 0 and 120),
  check ((share is null) = (within_min is null))
);

-- Holidays by name, the same every year: by it one year teaches the next. They hold at a place and all under it.
create table holiday (
  place uuid not null references place (id),
  day text not null,
  name text not null,
  primary key (place, day)
);
