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

-- A reject is named by its position in its run; its mark alone tells whether it comes again.
alter table reject drop constraint reject_pkey;
drop index reject_in_order;
alter table reject add primary key (run_id, position);
alter table reject alter column number type bigint;

-- Two services may make rejects of one stage and output, never of one step.
alter table reject_mark
  add column step text not null default '',
  alter column number type bigint;
alter table reject_mark drop constraint reject_mark_pkey;
alter table reject_mark add primary key (run_id, stream, split, stage, step, output);

-- Steps of two streams may have the same path.
alter table reject_rule
  add column stream text not null default '',
  add column error_class text not null default 'rule';
alter table reject_rule drop constraint reject_rule_pkey;
alter table reject_rule add primary key (run_id, stream, stage, step, rule);

-- All rejects of a run, exactly; there are never more rows than a definition has steps.
create table reject_count (
  run_id text not null references run,
  stream text not null,
  stage text not null,
  step text not null,
  error_class text not null,
  count bigint not null,
  primary key (run_id, stream, stage, step, error_class)
);

insert into reject_count
  select run_id, '', stage, step, 'rule', sum(count) from reject_rule group by run_id, stage, step;

-- Since when a run, whose counts are complete, waits for rejects that they speak of.
alter table reject_tally add column awaited_since timestamptz;
create index reject_awaited on reject_tally (awaited_since) where awaited_since is not null;

-- How many rejects a stream bears, as its author wrote it.
alter table run_stream add column reject_budget text;
