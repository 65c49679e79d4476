-- What the audit of a run found: its checks in order, with the first failing rows of each.
create table run_check (
  run_id text not null references run on delete cascade,
  number int not null,
  name text not null,
  checked text not null,
  outcome text not null,
  severity text not null,
  message text not null,
  failing bigint not null,
  total bigint not null,
  kept int not null,
  rows jsonb not null,
  primary key (run_id, number)
);

-- The quality of an audited run and of each of its tables. Records are those of all streams.
create table run_quality (
  run_id text primary key references run on delete cascade,
  score numeric(5, 2),
  read bigint not null,
  rejected bigint not null,
  tables jsonb not null
);
