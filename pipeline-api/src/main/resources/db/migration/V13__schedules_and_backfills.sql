-- When the runs of a pipeline start by themselves, as its current version says it.
create table schedule (
  pipeline_id text primary key references pipeline (id),
  pipeline text not null,
  -- The version that it was read from.
  version int not null,
  -- Whether the pipeline is there and has a schedule.
  active boolean not null,
  -- CRON, EVERY, AFTER, ARRIVAL; null where there is none.
  kind text,
  -- What starts a run, in one form, to see whether it changed.
  trigger text,
  catch_up text not null,
  -- The pipeline that AFTER waits for.
  follows text,
  paused boolean not null default false,
  -- Times up to here have been counted.
  position timestamptz not null,
  -- When there is something to do; null where not by the clock.
  next_at timestamptz,
  -- Whether files were looked for since the schedule is what it is.
  looked boolean not null default false,
  failures int not null default 0,
  problem jsonb,
  problem_at timestamptz,
  last_run text,
  last_due timestamptz
);

create index schedule_next on schedule (next_at) where active and not paused;
create index schedule_follows on schedule (follows) where active;

-- Runs that are to be started, each once.
create table schedule_occasion (
  pipeline_id text not null references schedule (pipeline_id),
  key text not null,
  kind text not null,
  -- The run that it comes from.
  of_run text,
  due timestamptz not null,
  attempts int not null default 0,
  not_before timestamptz not null,
  primary key (pipeline_id, key)
);

-- Files as they were at the last look; settled once they have not changed between two.
create table schedule_file (
  pipeline_id text not null references schedule (pipeline_id),
  path text not null,
  size bigint not null,
  version text not null,
  settled boolean not null,
  primary key (pipeline_id, path)
);

-- A span of time that is read in windows, each by a run of its own.
create table backfill (
  id text primary key,
  pipeline_id text not null references pipeline (id),
  pipeline text not null,
  state text not null,
  plan jsonb not null,
  parallel int not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  idempotency_key text unique,
  problem jsonb,
  not_before timestamptz not null
);

create index backfill_of_pipeline on backfill (pipeline_id, created_at desc);
create index backfill_open on backfill (created_at) where finished_at is null;

create table backfill_window (
  backfill_id text not null references backfill (id),
  number int not null,
  -- The values of the two parameters.
  starts text not null,
  ends text not null,
  -- Which attempt is the run; the others are forgotten.
  attempt int not null default 1,
  run_id text references run (id),
  -- An earlier run that did the same window; it is not read again.
  done_by text,
  -- Given up without a run, with the backfill.
  dropped boolean not null default false,
  primary key (backfill_id, number)
);

create index backfill_window_of_run on backfill_window (run_id);

-- What Quartz (Apache License 2.0), the clustered scheduler, expects to find in PostgreSQL.
create table qrtz_job_details (
  sched_name varchar(120) not null,
  job_name varchar(200) not null,
  job_group varchar(200) not null,
  description varchar(250),
  job_class_name varchar(250) not null,
  is_durable bool not null,
  is_nonconcurrent bool not null,
  is_update_data bool not null,
  requests_recovery bool not null,
  job_data bytea,
  primary key (sched_name, job_name, job_group)
);

create table qrtz_triggers (
  sched_name varchar(120) not null,
  trigger_name varchar(200) not null,
  trigger_group varchar(200) not null,
  job_name varchar(200) not null,
  job_group varchar(200) not null,
  description varchar(250),
  next_fire_time bigint,
  prev_fire_time bigint,
  priority int,
  trigger_state varchar(16) not null,
  trigger_type varchar(8) not null,
  start_time bigint not null,
  end_time bigint,
  calendar_name varchar(200),
  misfire_instr smallint,
  job_data bytea,
  primary key (sched_name, trigger_name, trigger_group),
  foreign key (sched_name, job_name, job_group) references qrtz_job_details
);

create table qrtz_simple_triggers (
  sched_name varchar(120) not null,
  trigger_name varchar(200) not null,
  trigger_group varchar(200) not null,
  repeat_count bigint not null,
  repeat_interval bigint not null,
  times_triggered bigint not null,
  primary key (sched_name, trigger_name, trigger_group),
  foreign key (sched_name, trigger_name, trigger_group) references qrtz_triggers
);

create table qrtz_cron_triggers (
  sched_name varchar(120) not null,
  trigger_name varchar(200) not null,
  trigger_group varchar(200) not null,
  cron_expression varchar(120) not null,
  time_zone_id varchar(80),
  primary key (sched_name, trigger_name, trigger_group),
  foreign key (sched_name, trigger_name, trigger_group) references qrtz_triggers
);

create table qrtz_simprop_triggers (
  sched_name varchar(120) not null,
  trigger_name varchar(200) not null,
  trigger_group varchar(200) not null,
  str_prop_1 varchar(512),
  str_prop_2 varchar(512),
  str_prop_3 varchar(512),
  int_prop_1 int,
  int_prop_2 int,
  long_prop_1 bigint,
  long_prop_2 bigint,
  dec_prop_1 numeric(13, 4),
  dec_prop_2 numeric(13, 4),
  bool_prop_1 bool,
  bool_prop_2 bool,
  primary key (sched_name, trigger_name, trigger_group),
  foreign key (sched_name, trigger_name, trigger_group) references qrtz_triggers
);

create table qrtz_blob_triggers (
  sched_name varchar(120) not null,
  trigger_name varchar(200) not null,
  trigger_group varchar(200) not null,
  blob_data bytea,
  primary key (sched_name, trigger_name, trigger_group),
  foreign key (sched_name, trigger_name, trigger_group) references qrtz_triggers
);

create table qrtz_calendars (
  sched_name varchar(120) not null,
  calendar_name varchar(200) not null,
  calendar bytea not null,
  primary key (sched_name, calendar_name)
);

create table qrtz_paused_trigger_grps (
  sched_name varchar(120) not null,
  trigger_group varchar(200) not null,
  primary key (sched_name, trigger_group)
);

create table qrtz_fired_triggers (
  sched_name varchar(120) not null,
  entry_id varchar(95) not null,
  trigger_name varchar(200) not null,
  trigger_group varchar(200) not null,
  instance_name varchar(200) not null,
  fired_time bigint not null,
  sched_time bigint not null,
  priority int not null,
  state varchar(16) not null,
  job_name varchar(200),
  job_group varchar(200),
  is_nonconcurrent bool,
  requests_recovery bool,
  primary key (sched_name, entry_id)
);

create table qrtz_scheduler_state (
  sched_name varchar(120) not null,
  instance_name varchar(200) not null,
  last_checkin_time bigint not null,
  checkin_interval bigint not null,
  primary key (sched_name, instance_name)
);

create table qrtz_locks (
  sched_name varchar(120) not null,
  lock_name varchar(40) not null,
  primary key (sched_name, lock_name)
);

create index qrtz_triggers_next on qrtz_triggers (sched_name, trigger_state, next_fire_time);
create index qrtz_triggers_job on qrtz_triggers (sched_name, job_name, job_group);
create index qrtz_fired_instance on qrtz_fired_triggers (sched_name, instance_name);
