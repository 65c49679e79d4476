-- What streams noted belongs to the environment that they ran in; '' where they ran in none.
alter table stream_state add column environment text not null default '';
alter table stream_state drop constraint stream_state_pkey;
alter table stream_state add primary key (pipeline_id, environment, stream);
