#!/bin/sh
# The browser tests use Debian's chromium; where apt is not there they are skipped with a reason.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
command -v apt-get >/dev/null 2>&1 || exit 0
[ "$(id -u)" = 0 ] || { echo "chromium is missing: run 'sudo apt-get install chromium' for the browser tests"; exit 0; }
echo "Installing chromium for the browser tests"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
