-- What became of a split's records on their way through the steps to each output: sums of batches.
create table run_transform (
  run_id text not null,
  stream text not null,
  split text not null,
  output text not null,
  sequence bigint not null,
  read bigint not null,
  passed bigint not null,
  rejected bigint not null,
  filtered bigint not null,
  expanded bigint not null,
  merged bigint not null,
  primary key (run_id, stream, split, output)
) with (fillfactor = 70);

insert into run_transform
  select p.run_id, p.stream, p.split, o.output, p.t_sequence, p.t_read, p.t_passed, p.t_rejected,
    p.t_filtered, p.t_expanded, 0
  from run_split p
  join run_stream s on s.run_id = p.run_id and s.stream = p.stream
  cross join unnest(s.outputs) o (output)
  where o.output <> 'bronze' and p.t_sequence >= 0;

alter table run_split
  drop column t_passed,
  drop column t_filtered,
  drop column t_expanded;
