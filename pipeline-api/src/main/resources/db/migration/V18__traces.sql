-- Under which span a run was accepted, as W3C Trace Context writes it; null where it has no trace.
alter table run add column traceparent text;
