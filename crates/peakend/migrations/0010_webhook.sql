-- Where events are sent to, and what became of each that was to be sent.

create table webhook (
  id uuid primary key not null,
  -- events of the halls at and below this place
  place uuid not null references place (id),
  url text not null,
  -- whsec_ and base64: it signs, so it cannot be kept as a hash
  secret text not null,
  -- JSON list of kinds of events; null: all
  kinds text,
  created_at bigint not null,
  -- since when every try fails; null: the last one did not
  failing_since bigint,
  disabled_at bigint,
  removed_at bigint
);

-- How far the log of a hall was read for a webhook. A hall without a row is newer than the webhook and is read from its
-- beginning.
create table webhook_cursor (
  webhook uuid not null references webhook (id),
  hall uuid not null references hall (id),
  seq bigint not null,
  primary key (webhook, hall)
);

create table delivery (
  id uuid primary key not null,
  webhook uuid not null references webhook (id),
  hall uuid not null references hall (id),
  seq bigint not null,
  -- dead: tried as often as it is tried, and waits for a person
  state text not null check (state in ('waiting', 'done', 'dead')),
  tries bigint not null,
  next_at bigint not null,
  last_status bigint,
  last_error text,
  made_at bigint not null,
  ended_at bigint,
  unique (webhook, hall, seq)
);
create index delivery_due on delivery (next_at) where state = 'waiting';
create index delivery_webhook on delivery (webhook, id);
