-- A run may read the raw copies of earlier runs, and may be one of which nothing becomes visible.
alter table run add column reads_from text not null default 'SOURCE';
alter table run add column dry_run boolean not null default false;
