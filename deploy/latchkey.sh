#!/bin/sh
# /usr/local/bin/latchkey: the commands beside the service, with its settings, as its user, in its folder. For root.
set -eu
set -a
. /etc/latchkey/latchkey.env
set +a
cd /var/lib/latchkey
exec setpriv --reuid=latchkey --regid=latchkey --init-groups \
  /usr/bin/node /opt/latchkey/node_modules/latchkey/dist/cli/main.js "$@"
