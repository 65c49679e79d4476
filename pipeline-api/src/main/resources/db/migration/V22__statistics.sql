-- What a run came to, as it was last told, for statistics over many runs.
alter table run
  add column records_read bigint not null generated always as (
    coalesce((jsonb_path_query_first(told, '$.stages[*] ? (@.stage == "extract").records'))::bigint, 0)
    + coalesce((jsonb_path_query_first(told, '$.stages[*] ? (@.stage == "extract").rejected'))::bigint, 0)
  ) stored,
  add column records_loaded bigint not null generated always as (
    coalesce((jsonb_path_query_first(told, '$.stages[*] ? (@.stage == "load").records'))::bigint, 0)
  ) stored,
  add column records_rejected bigint not null generated always as (
    coalesce((told -> 'rejects')::bigint, 0)
  ) stored;

-- Runs that are over and no dry runs, in the order in which they ended; all that is counted is here.
create index run_ended on run (finished_at)
  include (pipeline, state, duration_ms, records_read, records_loaded, records_rejected)
  where finished_at is not null and not dry_run;
create index run_ended_of_pipeline on run (pipeline, finished_at)
  include (state, duration_ms, records_read, records_loaded, records_rejected)
  where finished_at is not null and not dry_run;
create index run_succeeded on run (pipeline, finished_at) include (duration_ms)
  where state = 'SUCCEEDED' and not dry_run;
create index run_judged on run (pipeline, finished_at) include (state)
  where state in ('SUCCEEDED', 'FAILED') and not dry_run;
