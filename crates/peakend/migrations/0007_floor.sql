-- The floor: what is looked at all the time, and who was sent to another channel.

-- The floor of one hall, and of all halls at once, is read from this index alone.
drop index visit_live;
create index visit_live on visit (hall, state, queued_at, hold_until)
  where state in ('waiting', 'called', 'serving', 'parked', 'missed');
create index counter_at_work on counter (hall, state, person) where removed_at is null;
create index alarm_now on alarm (hall, since) where closed_at is null;
create index hall_exception_day on hall_exception (day);

-- Another channel that was offered. A return is known only if the customer says the code, or gives the same four digits of
-- the telephone at the same hall for the same purpose; so returns are counted too low, never too high.
create table diversion (
  id uuid primary key not null,
  hall uuid not null references hall (id),
  -- null: offered before a ticket was taken
  visit uuid references visit (id),
  purpose text not null,
  channel text not null,
  -- said by the customer who comes back
  code text not null unique,
  -- the last four digits of the telephone, if the customer gave them
  phone text,
  state text not null check (state in ('offered', 'accepted', 'declined', 'came_back')),
  offered_at bigint not null,
  answered_at bigint,
  back_at bigint,
  back_visit uuid,
  back_by text check (back_by in ('code', 'phone'))
);
create index diversion_hall on diversion (hall, offered_at);
create index diversion_phone on diversion (hall, phone) where state = 'accepted';
create index diversion_visit on diversion (visit);
