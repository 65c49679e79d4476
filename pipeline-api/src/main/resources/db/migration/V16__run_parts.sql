-- How far a run goes: to its models, or to the raw copies.
alter table run add column goes_until text not null default 'GOLD';
