-- What kind of mistake a reject is, which version made it one, and what became of it since.
alter table reject
  add column error_class text not null default 'rule',
  add column version int not null default 0,
  add column status text not null default 'open',
  add column reason text,
  add column replay_run text references run,
  add column attempts int not null default 0,
  add column changed_at timestamptz;

create index reject_in_replay on reject (replay_run) where replay_run is not null;
