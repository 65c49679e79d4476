#!/bin/bash
# Two databases with a role each, none of them a superuser: the API's state and the warehouse. PostgreSQL's image runs it
# once, on new data. Passwords go through variables of psql, which quotes them.
set -euo pipefail
for name in penstock:state-password warehouse:warehouse-password; do
    psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname postgres \
        -v role="${name%%:*}" -v password="$(cat "/run/secrets/${name##*:}")" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"role" OWNER :"role";
REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
SQL
done
