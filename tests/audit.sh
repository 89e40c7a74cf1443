#!/bin/sh
# Fails if a dependency of the product has a known vulnerability of high severity. Reports a registry without that service.
set -u
report=$(npm audit --omit=dev --audit-level=high --json 2>/dev/null)
status=$?
case "$report" in
  *'"auditReportVersion"'*)
    [ "$status" = 0 ] || printf '%s\n' "$report" >&2
    exit "$status"
    ;;
esac
echo 'not judged: the package registry in use here answers no audits'
