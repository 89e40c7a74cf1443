/**
 * The command that opens connections, all of it in one bash, which every supported system has: variants of nc do not
 * agree on how they say "refused". One process tries them one after the other, which is all that it takes where all is
 * well. From the first that is silent on, the rest is tried side by side: a silent one costs a few seconds, and all of
 * them together a fixed time.
 */

/** In seconds. */
export interface ConnectionTimeouts {
  /** How long a target may be silent before the rest is tried side by side; may be a fraction. */
  silence: number
  /** The longest that targets are tried one by one. */
  sequential: number
  /** For targets that are tried side by side. */
  batch: number
  /** After this no further batch begins. */
  total: number
  /** For the answer of a name server; may be a fraction. */
  answer: number
}

export const CONNECTION_TIMEOUTS: ConnectionTimeouts = {
  silence: 1,
  sequential: 3,
  batch: 4,
  total: 12,
  answer: 2,
}

/** Side by side. */
const BATCH_SIZE = 64

/** In double quotes alone, since all of it stands in single ones; so does what follows. */
const NAME_SERVERS = `
while read -r key server _; do
  case $key$server in
  *[!A-Za-z0-9:.%_-]*) ;;
  nameserver?*) echo "asked $server"; set -- "$@" "udp/$server/53" ;;
  esac
done </etc/resolv.conf`

/** What of its package sources a host uses: `deb URL`, `URIs: URL`, `baseurl=URL` of a section that is not turned off. */
const REPOSITORIES = `
kept=
keep() {
  local place=$1 port=80
  case $place in https://*) port=443 ;; http://*) ;; *) return ;; esac
  place=\${place#*://} place=\${place%%/*} place=\${place##*@}
  case $place in *:*) port=\${place##*:} place=\${place%:*} ;; esac
  case $place$port in *[!A-Za-z0-9.-]*) return ;; esac
  case "$kept " in *" tcp/$place/$port "*) return ;; esac
  set -- $kept
  (($# < 4)) || return
  kept="$kept tcp/$place/$port"
  echo "repository tcp/$place/$port"
}
settle() { [[ -z $base || -n $off ]] || keep "$base"; base= off=; }
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} /etc/yum.repos.d/*.repo; do
  [[ -f $file && -r $file ]] || continue
  base= off=
  while read -r line || [[ -n $line ]]; do
    case $line in
    \\[*) settle ;;
    enabled=0* | enabled\\ *=*0) off=yes ;;
    baseurl*=* | mirrorlist*=* | metalink*=*) line=\${line#*=} line=\${line# } base=\${line%%[ ,]*} ;;
    "deb "* | URIs:*) for word in $line; do keep "$word"; done ;;
    esac
  done <"$file"
  settle
done
set -- "$@" $kept`

/** The proxy of the login's environment, in the place of all that lies outside. */
const EGRESS_TARGETS = `
proxy=\${https_proxy:-\${HTTPS_PROXY:-\${http_proxy:-$HTTP_PROXY}}}
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

/** The query asks for the name servers of the root. */
const connectionScript = ({ silence, sequential, batch, total, answer }: ConnectionTimeouts) => `
set -- $1
[[ -z $dns_wanted ]] || {${NAME_SERVERS}
}
[[ -z $egress_targets ]] || {${EGRESS_TARGETS}
}
try() {
  case $1 in
  tcp/*) true 3<>"/dev/$1" && echo "open $1" ;;
  udp/*) {
    printf "TB\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\0\\0\\2\\0\\1" >&3
    IFS= read -r -t ${answer} -n 1 -d "" answer <&3 && echo "open $1"
  } 3<>"/dev/$1" ;;
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
echo all`

/**
 * Targets come in variables, one a check; those of a check that is not made are not set. `dns_wanted` adds the host's
 * own name servers, `egress_targets` its package sources, or its proxy in the place of both.
 */
export const connectionCommand = (
  waits = CONNECTION_TIMEOUTS,
): string => `dns_wanted=$dns_wanted egress_targets=$egress_targets bash -c '${connectionScript(waits)}' \\
  bash "$tcp_targets $reach_targets $loadbalancer_targets $storage_targets"`
