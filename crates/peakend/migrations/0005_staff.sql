-- Passwords that somebody else has set, and devices that are being paired.

-- until then the password lets its owner set one of their own and do nothing else; null: it is their own
alter table person add column password_until bigint;

-- requests are known to come from our own pages by what browsers say of them; counters are held by people, not by sessions
alter table session drop column csrf;
alter table session drop column counter;

create index sign_in_delay_until on sign_in_delay (until);

-- A device is paired in a table of its own, because it belongs to no hall before; nothing has been released with the
-- columns for it.
drop table device;
create table device (
  id uuid primary key not null,
  kind text not null check (kind in ('kiosk', 'evaluator', 'board')),
  hall uuid not null references place (id),
  -- of an evaluator
  counter uuid references counter (id),
  name text not null,
  -- SHA-256 of the cookie's secret, in hex
  secret_hash text not null unique,
  created_at bigint not null,
  seen_at bigint,
  revoked_at bigint
);
create index device_hall on device (hall);

-- A device that shows a code and waits for a manager to type it.
create table pairing (
  code text primary key not null,
  kind text not null check (kind in ('kiosk', 'evaluator', 'board')),
  -- SHA-256 of the secret that the device keeps meanwhile, in hex: only who asked for the code is paired by it
  secret_hash text not null unique,
  origin text not null,
  created_at bigint not null,
  until bigint not null,
  -- the device it has become; null: nobody has typed the code yet
  device uuid references device (id)
);
create index pairing_until on pairing (until);

create index api_token_person on api_token (person);
create index person_role_place on person_role (place);
