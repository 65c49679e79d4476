-- What was asked for of a run, what that made of its definition, and its place in the queue.
alter table run add column ordered jsonb;
alter table run add column definition text;
alter table run add column priority int not null default 0;
alter table run add column attempt int not null default 1;
alter table run add column not_before timestamptz;

update run set ordered = jsonb_build_object(
  'parameters', '{}'::jsonb, 'overrides', '{}'::jsonb, 'environment', null,
  'streams', coalesce(
    (select jsonb_agg(stream order by position) from run_stream where run_id = run.id), '[]'),
  'limit', 0, 'trigger', jsonb_build_object('kind', 'MANUAL', 'of', null, 'due', null));
alter table run alter column ordered set not null;

drop index run_unfinished;
create index run_unfinished on run (pipeline_id, created_at)
  where state in ('QUEUED', 'PAUSED', 'RUNNING', 'AUDITING', 'PUBLISHING');

-- Who did what, when and from where.
create table action (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  who text not null,
  origin text not null,
  action text not null,
  subject text not null,
  detail text not null
);

create index action_of_subject on action (subject, id desc);
