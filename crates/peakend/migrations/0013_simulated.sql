-- What the simulated hall said of a wait, beside the other estimators.
alter table told_wait add column simulated_s double precision;
alter table told_wait add column simulated_low_s double precision;
alter table told_wait add column simulated_high_s double precision;
