-- A run that failed keeps what it staged until then, unless it is over for good for some reason.
create table run_kept (
  run_id text primary key references run on delete cascade,
  kept_until timestamptz not null,
  given_up text
);

create index run_kept_open on run_kept (kept_until) where given_up is null;

-- The epoch since which what is told of a split counts: what came before is forgotten.
alter table run_stream add column since_epoch int not null default 1;
alter table run_split add column since_epoch int not null default 1;

-- Whether a stream's splits can be read only as long as its source holds what the plan saw: it is
-- then planned anew, and splits that only the earlier plan had are read again as splits of nothing.
alter table run_stream add column held boolean not null default false;
alter table run_stream add column earlier text[] not null default '{}';

-- The rejects of each split while its run may be tried again: those of some splits are then
-- forgotten. The rule is the one that reject_rule counts it as.
create table reject_part (
  run_id text not null references run,
  stream text not null,
  split text not null,
  stage text not null,
  step text not null,
  error_class text not null,
  rule_step text not null,
  rule text not null,
  count bigint not null
);

create unique index reject_part_once on reject_part
  (run_id, stream, split, stage, step, error_class, rule_step, md5(rule));

-- Kept rejects are numbered on where some of them went.
alter table reject_tally add column last_position bigint not null default 0;
update reject_tally set last_position = kept;
