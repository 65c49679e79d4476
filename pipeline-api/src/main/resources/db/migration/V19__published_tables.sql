-- Tables as the last run left them that published them.
create table published_table (
  connection text not null,
  name text not null,
  pipeline text not null,
  -- The output or model.
  part text not null,
  kind text,
  run_id text not null,
  version int not null,
  published_at timestamptz not null,
  ordered_at timestamptz not null,
  -- All rows that readers see; null where nobody has counted them.
  row_count bigint,
  columns jsonb not null,
  primary key (connection, name)
);
