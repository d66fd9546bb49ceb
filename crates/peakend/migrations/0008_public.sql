-- What stands in front of customers: tickets taken by themselves, and what the evaluator needs to find.

-- A ticket taken by a press at the kiosk or on a phone. The page draws the key before the press, so that a press
-- that arrives twice finds the ticket of the first.
create table ticket_key (
  hall uuid not null references hall (id),
  key text not null,
  -- null only while the transaction that takes the ticket is under way
  visit uuid references visit (id),
  source text not null,
  -- the address of the network, for the limit on tickets taken by phone
  origin text not null,
  at bigint not null,
  primary key (hall, key)
);
create index ticket_key_origin on ticket_key (hall, origin, at);

-- the evaluators that are open, to be closed in time; and those that never were, at the day's end
create index rating_open on rating (shown_at) where state = 'shown';
create index rating_waiting on rating (hall, day) where state = 'eligible';
