-- Two more ways to estimate a wait: queue length where some of those ahead leave, and all put together.
alter table told_wait add column with_leaving_s double precision;
alter table told_wait add column with_leaving_low_s double precision;
alter table told_wait add column with_leaving_high_s double precision;
alter table told_wait add column combined_s double precision;
alter table told_wait add column combined_low_s double precision;
alter table told_wait add column combined_high_s double precision;

-- How many left a hall's queue of their own accord, and for how long all together waited in it.
create table leaving (
  hall uuid primary key not null references hall (id),
  people bigint not null,
  waited_s double precision not null,
  learnt_at bigint not null
);

-- A check cannot be changed in place on every engine. Which estimators there are, the code says.
alter table wait_day rename to wait_day_of_three;
drop index wait_day_day;
create table wait_day (
  hall uuid not null references hall (id),
  day text not null,
  estimator text not null,
  waits bigint not null,
  covered bigint not null,
  error_s double precision not null,
  absolute_s double precision not null,
  squared_s2 double precision not null,
  waited_s double precision not null,
  primary key (hall, day, estimator)
);
insert into wait_day (hall, day, estimator, waits, covered, error_s, absolute_s, squared_s2, waited_s)
  select hall, day, estimator, waits, covered, error_s, absolute_s, squared_s2, waited_s from wait_day_of_three;
drop table wait_day_of_three;
create index wait_day_day on wait_day (day);
