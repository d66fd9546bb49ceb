-- Indexes that nothing asks by: a hall's events are in the order of their time already, and waits told are found by when
-- they ended.
drop index event_at;
drop index told_wait_hall;
