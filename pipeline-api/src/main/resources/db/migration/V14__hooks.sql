-- Whom to tell of a moment of a run: made in the transaction that the moment is, kept for 30 days.
-- The occasion tells moments apart that come again, such as those of a further attempt.
create table hook_delivery (
  id text primary key,
  run_id text not null references run,
  hook text not null,
  moment text not null,
  occasion text not null,
  notifier text not null,
  blocking boolean not null,
  event text not null,
  state text not null,
  attempts int not null default 0,
  last_error text,
  created_at timestamptz not null,
  next_attempt_at timestamptz not null,
  deadline_at timestamptz,
  delivered_at timestamptz,
  lease text,
  leased_until timestamptz,
  settled boolean not null default false,
  unique (run_id, hook, moment, occasion)
);

create index hook_delivery_due on hook_delivery (next_attempt_at) where state = 'WAITING';
create index hook_delivery_gate on hook_delivery (run_id) where blocking and not settled;
create index hook_delivery_old on hook_delivery (created_at);

-- When a run that goes on last moved: its counts and state in one text, and since when they are so.
create table run_watch (
  run_id text primary key references run,
  mark text not null,
  moved_at timestamptz not null
);
