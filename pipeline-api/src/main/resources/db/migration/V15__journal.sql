-- The counts of a run as the public was last told.
alter table run add column told jsonb;

-- The newest lines that the services logged of a run, and how many are missing.
create table run_log_tally (
  run_id text primary key references run,
  kept bigint not null,
  dropped bigint not null,
  last_at timestamptz not null
);

create index run_log_old on run_log_tally (last_at);

create table run_log (
  id bigint generated always as identity,
  run_id text not null references run_log_tally on delete cascade,
  at timestamptz not null,
  level smallint not null,
  service text not null,
  stream text,
  split text,
  message text not null,
  primary key (run_id, id)
);

-- Actions that are kept for a year are found by their age.
create index action_old on action (at);
create index action_by_who on action (who, id desc);
create index action_under on action (subject text_pattern_ops, id desc);

-- Lists of runs, in the orders in which they are asked for. A run that is not over has no duration.
alter table run add column duration_ms bigint not null generated always as
  (coalesce((extract(epoch from finished_at - started_at) * 1000)::bigint, -1)) stored;
alter table run add column trigger_kind text generated always as
  (ordered -> 'trigger' ->> 'kind') stored;
alter table run add column environment text generated always as
  (ordered ->> 'environment') stored;

create index run_of_state on run (state, created_at desc, id desc);
create index run_by_duration on run (duration_ms desc, id desc);
create index run_of_trigger on run (trigger_kind, created_at desc, id desc)
  where trigger_kind <> 'MANUAL';
create index run_of_environment on run (environment, created_at desc, id desc)
  where environment is not null;
