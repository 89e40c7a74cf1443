#!/bin/sh
# Everything that has to hold, on a fresh clone: installs what is missing, then style, types, dead code, build, tests.
set -eu
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$1"; }

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  step 'npm ci'
  npm ci --no-fund --no-audit
fi
step 'system packages'
sh tests/system-packages.sh
step 'build'
npm run --silent build
step 'style and imports'
npm run --silent lint
step 'types'
npm run --silent types
step 'dead code'
npm run --silent dead
step 'known weaknesses'
sh tests/audit.sh
step 'tests'
npm run --silent unit
