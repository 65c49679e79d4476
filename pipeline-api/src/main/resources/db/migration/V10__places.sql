-- What of a run is to be done at its sources, and what of it was given out: a place in use is a row
-- that was given out and is not done. The row without a split is the planning of its stream. Only
-- whoever holds the lock of the places changes a row that is there.
create table work (
  run_id text not null references run,
  stream text not null,
  split text not null,
  number int not null,
  -- 0 waits, 1 given out, 2 done
  state smallint not null default 0,
  -- Where they differ from the stream's.
  columns text,
  source_columns text,
  spec text not null,
  primary key (run_id, stream, split)
);

create index work_open on work (run_id, stream, state, number) where state < 2;
create index work_given on work (run_id) where state = 1;

alter table run_stream add column source_columns text;
alter table run_stream add column connection text not null default '';
update run_stream set connection = split_part(source, '/', 1);

-- With which revision it was last started; what was given out before it counts no more.
alter table run add column start_revision bigint not null default 0;
-- The most splits that are read at a time; the operator's limit where there is none.
alter table run add column parallelism int;
-- The most runs of the pipeline at a time, as this one sees it.
alter table run add column at_once int not null default 1;
-- Whether its end says up to where the sources were read.
alter table run add column moves boolean not null default true;

-- Records that came with a request are work like any other.
insert into work (run_id, stream, split, number, columns, source_columns, spec)
  select run_id, stream, (split::json)->>'id', number, columns, source_columns, split
  from pushed_split;
drop table pushed_split;
