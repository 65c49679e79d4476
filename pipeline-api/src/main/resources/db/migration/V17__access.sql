-- Keys of machines. Their secrets have 256 random bits and are kept as SHA-256 digests.
create table api_key (
  id text primary key,
  name text not null,
  digest bytea not null,
  role text not null,
  -- Names with stars, with commas between them; empty for all pipelines.
  pipelines text not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create index api_key_newest on api_key (created_at desc, id);

-- Sessions of browsers: of a key, or of the configured admin key with this digest.
create table access_session (
  digest bytea primary key,
  api_key text references api_key (id),
  admin_key bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check ((api_key is null) <> (admin_key is null))
);

create index access_session_of_key on access_session (api_key) where api_key is not null;
create index access_session_end on access_session (expires_at);
