-- Rules that only warn: how many of a split's records broke each, sums of batches.
create table run_warning (
  run_id text not null,
  stream text not null,
  split text not null,
  step text not null,
  rule text not null,
  sequence bigint not null,
  records bigint not null,
  place text not null,
  message text not null,
  primary key (run_id, stream, split, step, rule)
) with (fillfactor = 70);
