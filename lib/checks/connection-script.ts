/**
 * The script that opens connections. bash opens them, since every supported system has it; variants of nc do not
 * agree on how they say "refused". One process tries them one after the other, which is all that it takes where all is
 * well. From the first that is silent on, the rest is tried side by side: a silent one costs a few seconds, and all of
 * them together a fixed time.
 */

/** Seconds: one by one until one is silent so long; each of the others; all together. */
const PATIENCE = 1
const EACH = 4
const TOGETHER = 12
/** Side by side. */
const ABREAST = 64

/** In double quotes alone, since all of it stands in single ones. The query asks for the name servers of the root. */
const BASH = `
try() {
  case $1 in
  tcp/*) true 3<>"/dev/$1" && echo "open $1" ;;
  udp/*) {
    printf "TB\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\0\\0\\2\\0\\1" >&3
    IFS= read -r -t 2 -n 1 -d "" answer <&3 && echo "open $1"
  } 3<>"/dev/$1" ;;
  esac
} 2>&1
worker= tried=0
exec 9< <(echo "worker $BASHPID"; for target; do try "$target"; echo next; done)
while ((SECONDS < 3)) && IFS= read -r -t ${PATIENCE} line <&9; do
  case $line in
  worker\\ *) worker=\${line#worker } ;;
  next) tried=$((tried + 1)) ;;
  *) echo "$line" ;;
  esac
done
exec 9<&-
shift $tried
(($# == 0)) || kill -9 $worker
while (($# > 0)); do
  if ((SECONDS > ${TOGETHER})); then printf "untried %s\\n" "$@"; break; fi
  exec 9< <(for target in "\${@:1:${ABREAST}}"; do try "$target" & echo "worker $!"; done; wait)
  until=$((SECONDS + ${EACH})) workers=
  while left=$((until - SECONDS)); ((left > 0)) && IFS= read -r -t $left line <&9; do
    case $line in
    worker\\ *) workers="$workers \${line#worker }" ;;
    *) echo "$line" ;;
    esac
  done
  exec 9<&-
  kill -9 $workers
  shift $(($# < ${ABREAST} ? $# : ${ABREAST}))
done
echo all`

/** What of its package sources a host uses: `deb URL`, `URIs: URL`, `baseurl=URL` of a section that is not turned off. */
const REPOSITORIES = `
function keep(url,  port) {
  if (url !~ /^https?:\\/\\//) return
  port = url ~ /^https/ ? 443 : 80
  sub(/^https?:\\/\\//, "", url); sub(/\\/.*/, "", url); sub(/.*@/, "", url)
  if (url ~ /:[0-9]+$/) { port = url; sub(/.*:/, "", port); sub(/:[0-9]+$/, "", url) }
  if (url !~ /^[A-Za-z0-9.-]+$/ || seen[url, port]++ || ++kept > 4) return
  print "repository tcp/" url "/" port
}
function settle() { if (base != "" && !off) keep(base); base = ""; off = 0 }
FNR == 1 { settle() }
/^[ \\t]*#/ { next }
/^\\[/ { settle() }
/^enabled *= *0/ { off = 1 }
/^(baseurl|mirrorlist|metalink) *=/ { base = $0; sub(/^[a-z]+ *= */, "", base); sub(/[ ,].*/, "", base) }
/^deb / { for (at = 2; at <= NF; at++) keep($at) }
/^URIs:/ { for (at = 2; at <= NF; at++) keep($at) }
END { settle() }`

/**
 * Targets come in variables, one a check; those of a check that is not made are not set. `dns_wanted` adds the host's
 * own name servers, `egress_targets` its package sources, or its proxy in the place of both.
 */
export const CONNECTION_SCRIPT = `
# shellcheck disable=SC2016,SC2086,SC2154
set -- $tcp_targets $reach_targets $loadbalancer_targets $storage_targets
if [ -n "$dns_wanted" ]; then
  while read -r key server _; do
    case $key$server in
    *[!A-Za-z0-9:.%_-]*) ;;
    nameserver?*) echo "asked $server"; set -- "$@" "udp/$server/53" ;;
    esac
  done </etc/resolv.conf
fi
if [ -n "$egress_targets" ]; then
  proxy=\${https_proxy:-\${HTTPS_PROXY:-\${http_proxy:-$HTTP_PROXY}}}
  proxy=\${proxy#*://}; proxy=\${proxy##*@}; proxy=\${proxy%%/*}
  case $proxy in
  *[!A-Za-z0-9:._-]* | '') proxy= ;;
  *:*) proxy=tcp/\${proxy%%:*}/\${proxy##*:} ;;
  *) proxy=tcp/$proxy/80 ;;
  esac
  if [ -n "$proxy" ]; then
    echo "proxy $proxy"
    set -- "$@" "$proxy"
  else
    found=$(
      set --
      for source in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources \\
        /etc/yum.repos.d/*.repo; do
        if [ -f "$source" ] && [ -r "$source" ]; then set -- "$@" "$source"; fi
      done
      [ $# -eq 0 ] || awk '${REPOSITORIES}' "$@"
    )
    [ -z "$found" ] || echo "$found"
    for target in $egress_targets $found; do
      [ "$target" = repository ] || set -- "$@" "$target"
    done
  fi
fi
if command -v bash >/dev/null; then bash -c '${BASH}' bash "$@"; else echo 'no bash'; fi
`
