-- Who may do what where, and who did it.
-- Instants are microseconds since 1970 in UTC; ids are UUIDv7; lists and bodies are JSON in text.

-- The tree: network > province > city > hall. `path` is '/' and the codes from the root down, each followed by '/':
-- a right at a place holds wherever the path begins with that place's path.
create table place (
  id uuid primary key not null,
  kind text not null check (kind in ('network', 'province', 'city', 'hall')),
  parent uuid references place (id),
  code text not null unique,
  path text not null unique,
  name_zh text not null,
  name_en text not null,
  position bigint not null,
  closed_at bigint
);
create index place_parent on place (parent);

create table person (
  id uuid primary key not null,
  login text not null unique,
  name text not null,
  -- argon2id, in its own text form; null: cannot sign in by password
  password text,
  language text not null,
  skills text not null,
  created_at bigint not null,
  -- removed people stay, because what they did stays
  removed_at bigint
);

create table person_role (
  person uuid not null references person (id),
  role text not null check (role in (
    'administrator', 'network_manager', 'region_manager', 'hall_manager', 'guide', 'clerk', 'analyst', 'auditor'
  )),
  place uuid not null references place (id),
  primary key (person, role, place)
);

-- Wrong passwords, by the login that was typed, whether there is such a person or not.
create table sign_in_delay (
  login text primary key not null,
  failures bigint not null,
  until bigint not null
);

create table session (
  id uuid primary key not null,
  -- SHA-256 of the cookie's secret, in hex
  secret_hash text not null unique,
  person uuid not null references person (id),
  csrf text not null,
  -- the counter this session works at, so that a clerk who is signed in twice is noticed
  counter uuid,
  origin text not null,
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null
);
create index session_person on session (person);

create table api_token (
  id uuid primary key not null,
  name text not null,
  secret_hash text not null unique,
  person uuid not null references person (id),
  -- JSON list of acts; null: all that the person may
  scopes text,
  created_at bigint not null,
  seen_at bigint,
  expires_at bigint,
  revoked_at bigint
);

create table device (
  id uuid primary key not null,
  kind text not null check (kind in ('kiosk', 'evaluator', 'board')),
  hall uuid not null references place (id),
  counter uuid,
  name text not null,
  -- null until paired
  secret_hash text unique,
  -- shown on the device, typed by a manager; null once used
  pairing_code text unique,
  pairing_until bigint,
  created_at bigint not null,
  seen_at bigint,
  revoked_at bigint
);
create index device_hall on device (hall);

-- Every change that is not of a visit or a counter; those are in the event log, which says who and from where as well.
create table audit_line (
  id uuid primary key not null,
  at bigint not null,
  actor text not null,
  actor_name text not null,
  act text not null,
  path text not null,
  subject text not null,
  before text,
  after text,
  origin text not null
);
create index audit_line_path on audit_line (path, id);

-- What a POST with an Idempotency-Key was answered, so that the same POST is answered the same and done once.
create table idempotency (
  actor text not null,
  key text not null,
  fingerprint text not null,
  status bigint not null,
  body text not null,
  at bigint not null,
  primary key (actor, key)
);
create index idempotency_at on idempotency (at);

-- What runs on one node at a time.
create table lease (
  name text primary key not null,
  holder text not null,
  until bigint not null,
  -- how far the work has come, in its own words
  place text
);
