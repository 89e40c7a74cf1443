#!/bin/sh
# Installs what is missing, builds, and runs the tests; lint, types, dead code and the audit run concurrently.
#
# usage: all.sh [ARGUMENT...]     arguments go to vitest and run a part: PATH, -t NAME; then nothing else runs
# TASKBOX_TEST_SCALE=full runs every test at full size.
set -eu
cd "$(dirname "$0")/.."
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

step() { printf '\n== %s\n' "$1"; }

# Sources of the build that are younger than the build.
stale() {
  [ -e dist/cli.js ] && [ -e .next/BUILD_ID ] || return 0
  [ -n "$(find app components lib public server package-lock.json ./*.mjs tsconfig.json -newer dist/cli.js -type f | head -n 1)" ]
}

static_checks() {
  failed=
  for check in lint types dead audit; do
    step "$check"
    npm run --silent "$check" || failed="$failed $check"
  done
  [ -z "$failed" ] || echo "failed:$failed"
  [ -z "$failed" ]
}

step 'system packages and npm ci'
sh tests/system-packages.sh >"$logs/packages" 2>&1 &
packages=$!
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-fund --no-audit --prefer-offline
fi
wait $packages || { cat "$logs/packages" >&2; exit 1; }
cat "$logs/packages"

if stale; then
  step 'build'
  npm run --silent build
fi

if [ $# -gt 0 ]; then
  step 'tests'
  npx vitest run "$@"
  exit
fi

static_checks >"$logs/checks" 2>&1 &
checks=$!
step 'tests'
tests=0
npx vitest run || tests=$?
checked=0
wait $checks || checked=$?
cat "$logs/checks"
[ "$tests" = 0 ] && [ "$checked" = 0 ]
