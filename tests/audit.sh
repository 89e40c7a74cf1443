#!/bin/sh
# Known weaknesses of what the product brings along: a high one fails. A registry without that service is said, not passed over.
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
