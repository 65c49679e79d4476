-- Pipelines. A deleted one keeps its name and goes on counting versions.
create table pipeline (
  id text primary key,
  name text not null unique,
  latest int not null,
  deleted boolean not null default false
);

create table pipeline_version (
  pipeline_id text not null references pipeline,
  version int not null,
  description text not null,
  definition text not null,
  created_at timestamptz not null,
  primary key (pipeline_id, version)
);

-- Runs. Details hold what is shown and decides nothing: stages, problems, checks, tables, retrying.
create table run (
  id text primary key,
  pipeline_id text not null,
  pipeline text not null,
  version int not null,
  state text not null,
  epoch int not null,
  revision bigint not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  details jsonb not null,
  announced_at timestamptz not null,
  announcement_due boolean not null,
  cleaned boolean not null,
  idempotency_key text unique,
  request_digest text,
  foreign key (pipeline_id, version) references pipeline_version
);

create index run_newest on run (created_at desc, id desc);
create index run_of_pipeline on run (pipeline, created_at desc, id desc);
create index run_unfinished on run (pipeline_id, created_at)
  where state in ('QUEUED', 'RUNNING', 'AUDITING', 'PUBLISHING');
create index run_due on run (announced_at) where announcement_due;

create table run_stream (
  run_id text not null references run,
  stream text not null,
  position int not null,
  outputs text[] not null,
  planned boolean not null default false,
  primary key (run_id, stream)
);

-- A split's counts. Reading: totals from its start. Transforming (t_): sums of its batches.
create table run_split (
  run_id text not null,
  stream text not null,
  split text not null,
  origin text not null default '',
  bytes bigint not null default 0,
  batches bigint not null default -1,
  read bigint not null default 0,
  rejected bigint not null default 0,
  bytes_read bigint not null default 0,
  extracted boolean not null default false,
  t_sequence bigint not null default -1,
  t_read bigint not null default 0,
  t_passed bigint not null default 0,
  t_rejected bigint not null default 0,
  t_filtered bigint not null default 0,
  t_expanded bigint not null default 0,
  transformed boolean not null default false,
  primary key (run_id, stream, split),
  foreign key (run_id, stream) references run_stream
) with (fillfactor = 70);

-- The destination's ledger of a split at one output, as it was last reported.
create table run_load (
  run_id text not null,
  stream text not null,
  split text not null,
  output text not null,
  sequence bigint not null,
  read bigint not null,
  loaded bigint not null,
  rejected bigint not null,
  done boolean not null,
  primary key (run_id, stream, split, output)
) with (fillfactor = 70);

-- Rejects. The tally is one row a run; its lock puts everything about a run's rejects in order.
create table reject_tally (
  run_id text primary key references run,
  total bigint not null default 0,
  kept bigint not null default 0
);

-- The last reject that was counted of a split's stage and output: what comes again is behind it.
create table reject_mark (
  run_id text not null references run,
  stream text not null,
  split text not null,
  stage text not null,
  output text not null,
  sequence bigint not null,
  number int not null,
  primary key (run_id, stream, split, stage, output)
);

create table reject_rule (
  run_id text not null references run,
  stage text not null,
  step text not null,
  rule text not null,
  count bigint not null,
  example_place text not null,
  example_message text not null,
  primary key (run_id, stage, step, rule)
);

create table reject (
  run_id text not null references run,
  stream text not null,
  split text not null,
  sequence bigint not null,
  stage text not null,
  output text not null,
  number int not null,
  position bigint not null,
  step text not null,
  rule text not null,
  message text not null,
  place text not null,
  original text not null,
  primary key (run_id, stream, split, sequence, stage, output, number)
);

create unique index reject_in_order on reject (run_id, position);

-- Messages that leave once their transaction is committed; a null value is a tombstone.
create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  key text not null,
  content_type text not null,
  value bytea
);

-- How far this service has read its topics.
create table consumed (
  topic text not null,
  partition int not null,
  next_offset bigint not null,
  primary key (topic, partition)
);
