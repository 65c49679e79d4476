-- A replay takes up rejects of another run.
alter table run add column replay_of text references run;

-- The outputs that a split goes to, where these are not all outputs of its stream.
alter table run_split add column outputs text[];

-- A reject of a replay that is told again at the reject that was taken up: only that one is replayed.
alter table reject add column again_of bigint;
