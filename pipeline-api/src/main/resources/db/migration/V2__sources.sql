-- How much of its sources a run reads.
alter table run add column mode text not null default 'INCREMENTAL';

-- What a run's streams learned: columns, and what the source wants to know at the next run. The
-- source is named so that a note is only given back to the source that made it.
alter table run_stream add column source text not null default '';
alter table run_stream add column columns text;
alter table run_stream add column state text;
alter table run_stream add column notes text[] not null default '{}';

-- The same of the last published run of each stream.
create table stream_state (
  pipeline_id text not null references pipeline,
  stream text not null,
  source text not null,
  columns text not null,
  state text,
  run_id text not null,
  saved_at timestamptz not null,
  primary key (pipeline_id, stream)
);

-- Records that came with the request for a run, until the run is over. A split is one message.
create table pushed_split (
  run_id text not null references run,
  stream text not null,
  number int not null,
  columns text not null,
  source_columns text not null,
  split text not null,
  primary key (run_id, stream, number)
);
