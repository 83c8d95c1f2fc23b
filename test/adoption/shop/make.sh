#!/bin/sh
# make.sh auth|email|uuid DB OUT.json [COUNT]   a fresh database (the named one is dropped), migrated and filled.
# DB: sqlite:/absolute/FILE, postgres://USER@HOST:PORT/NAME or mysql://USER@HOST:PORT/NAME
set -eu
cd "$(dirname "$0")"; export SHOP_USER=$1 SHOP_DB=$2 PYTHONDONTWRITEBYTECODE=1
n=${2##*/}; at=${2#*://}; who=${at%%@*}; at=${at#*@}; at=${at%%/*}; host=${at%%:*}; port=${at##*:}
case "$2" in
sqlite:*) rm -f "${2#sqlite:}" ;;
postgres:*) psql -qh "$host" -p "$port" -U "$who" -d postgres -v ON_ERROR_STOP=1 -c "SET client_min_messages = error" -c "DROP DATABASE IF EXISTS $n" -c "CREATE DATABASE $n" ;;
mysql:*) mysql -h"$host" -P"$port" -u"$who" -e "DROP DATABASE IF EXISTS $n; CREATE DATABASE $n CHARACTER SET utf8mb4" ;;
esac
/usr/bin/python3 manage.py migrate -v0
exec /usr/bin/python3 build.py "$3" "${4:-200}"
