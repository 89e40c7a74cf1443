/**
 * Builds the command that tests connections. It uses bash only, which every supported system has; nc variants report
 * a refusal in different ways. One process tests the targets in sequence, which is fast while all of them respond.
 * After the first timeout the remaining targets are tested in parallel batches, so the total time is with_timeout.
 */

/** Timeouts in seconds. */
export interface ConnectionTimeouts {
  /** Wait for one target before switching to parallel batches; may be a fraction. */
  silence: number
  /** Total time of the sequential tests. */
  sequential: number
  /** Wait for one parallel batch. */
  batch: number
  /** No new batch starts after this time. */
  total: number
  /** Wait for the response of a name server; may be a fraction. */
  answer: number
}

export const CONNECTION_TIMEOUTS: ConnectionTimeouts = {
  silence: 1,
  sequential: 3,
  batch: 4,
  total: 12,
  answer: 2,
}

/** Targets tested in parallel. */
const BATCH_SIZE = 64

/** Adds the host's name servers to the targets. These scripts must not contain single quotes: see `connectionCommand`. */
const NAME_SERVERS = `
while read -r key server _; do
  case $key$server in
  *[!A-Za-z0-9:.%_-]*) ;;
  nameserver?*) echo "nameserver $server"; set -- "$@" "udp/$server/53" ;;
  esac
done </etc/resolv.conf`

/** Adds the enabled package repositories to the targets: `deb URL`, `URIs: URL`, `baseurl=URL`. At most four. */
const REPOSITORIES = `
repositories=
add_repository() {
  local host=$1 port=80
  case $host in https://*) port=443 ;; http://*) ;; *) return ;; esac
  host=\${host#*://} host=\${host%%/*} host=\${host##*@}
  case $host in *:*) port=\${host##*:} host=\${host%:*} ;; esac
  case $host$port in *[!A-Za-z0-9.-]*) return ;; esac
  case "$repositories " in *" tcp/$host/$port "*) return ;; esac
  set -- $repositories
  (($# < 4)) || return
  repositories="$repositories tcp/$host/$port"
  echo "repository tcp/$host/$port"
}
end_section() { [[ -z $url || -n $disabled ]] || add_repository "$url"; url= disabled=; }
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} /etc/yum.repos.d/*.repo; do
  [[ -f $file && -r $file ]] || continue
  url= disabled=
  while read -r line || [[ -n $line ]]; do
    case $line in
    \\[*) end_section ;;
    enabled=0* | enabled\\ *=*0) disabled=yes ;;
    baseurl*=* | mirrorlist*=* | metalink*=*) line=\${line#*=} line=\${line# } url=\${line%%[ ,]*} ;;
    "deb "* | URIs:*) for word in $line; do add_repository "$word"; done ;;
    esac
  done <"$file"
  end_section
done
set -- "$@" $repositories`

/** Adds the proxy of the settings or of the login environment; without one, the release's endpoints and the package repositories. */
const EGRESS_TARGETS = `
proxy=\${egress_proxy:-\${https_proxy:-\${HTTPS_PROXY:-\${http_proxy:-$HTTP_PROXY}}}}
proxy=\${proxy#*://}; proxy=\${proxy##*@}; proxy=\${proxy%%/*}
case $proxy in
*[!A-Za-z0-9:._-]* | "") proxy= ;;
*:*) proxy=tcp/\${proxy%%:*}/\${proxy##*:} ;;
*) proxy=tcp/$proxy/80 ;;
esac
if [[ -n $proxy ]]; then
  echo "proxy $proxy"
  set -- "$@" "$proxy"
else
  set -- "$@" $egress_targets
  ${REPOSITORIES}
fi`

/** ping has no exit status of its own for a rejection. Older systems have another program for IPv6. */
const PING = `
try_ping() {
  local program=ping address=\${1#icmp/}
  case $address in *:*) ! command -v ping6 >/dev/null || program=ping6 ;; esac
  if ! command -v $program >/dev/null; then echo "/dev/$1: No ping"; return; fi
  case $($program -n -c 1 -W 2 "$address" 2>&1) in
  *" bytes from "*) echo "open $1" ;;
  *socket:*) echo "untried $1" ;;
  *nreachable* | *iltered* | *"not permitted"* | *"not supported"*) echo "/dev/$1: No route to host" ;;
  esac
}`

/** The DNS query requests the NS records of the root. */
const connectionScript = ({ silence, sequential, batch, total, answer }: ConnectionTimeouts) => `
set -- $1
[[ -z $dns_wanted ]] || {${NAME_SERVERS}
}
[[ -z $egress_targets ]] || {${EGRESS_TARGETS}
}
${PING}
try() {
  case $1 in
  tcp/*) true 3<>"/dev/$1" && echo "open $1" ;;
  udp/*/53) {
    printf "TB\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\0\\0\\2\\0\\1" >&3
    IFS= read -r -t ${answer} -n 1 -d "" answer <&3 && echo "open $1"
  } 3<>"/dev/$1" ;;
  udp/*) {
    local message
    message=$({ echo >&3 && IFS= read -r -t ${answer} -n 1 _ <&3; } 2>&1)
    case $? in
    0) echo "open $1" ;;
    1) echo "/dev/$1: \${message##*: }" ;;
    esac
  } 3<>"/dev/$1" ;;
  icmp/*) try_ping "$1" ;;
  esac
} 2>&1
worker= tried=0
exec 9< <(echo "worker $BASHPID"; for target; do try "$target"; echo next; done)
while ((SECONDS < ${sequential})) && IFS= read -r -t ${silence} line <&9; do
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
  if ((SECONDS > ${total})); then printf "untried %s\\n" "$@"; break; fi
  exec 9< <(for target in "\${@:1:${BATCH_SIZE}}"; do try "$target" & echo "worker $!"; done; wait)
  until=$((SECONDS + ${batch})) workers=
  while left=$((until - SECONDS)); ((left > 0)) && IFS= read -r -t $left line <&9; do
    case $line in
    worker\\ *) workers="$workers \${line#worker }" ;;
    *) echo "$line" ;;
    esac
  done
  exec 9<&-
  kill -9 $workers
  shift $(($# < ${BATCH_SIZE} ? $# : ${BATCH_SIZE}))
done
echo complete`

/**
 * Builds the command. Each check passes its targets in a shell variable, which is unset if the check is not selected.
 * `dns_wanted` adds the host's name servers. `egress_targets` adds its package repositories; a proxy replaces both.
 */
export const connectionCommand = (
  timeouts = CONNECTION_TIMEOUTS,
): string => `dns_wanted=$dns_wanted egress_targets=$egress_targets egress_proxy=$egress_proxy bash -c '${connectionScript(timeouts)}' \\
  bash "$tcp_targets $udp_targets $reach_targets $loadbalancer_targets $storage_targets $ping_targets"`
