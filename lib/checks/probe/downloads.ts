/**
 * Requests the URLs in `download_urls` without downloading their content. Python is preferred, since Ansible's modules
 * download with it: they have the same certificates. curl replaces it on hosts without Python.
 */
import type { ProbeItem } from './item'

/** A response, or why there was none. */
export type DownloadResponse =
  | { status: number; contentType: string }
  | { cause: 'noName' | 'refused' | 'noRoute' | 'silent' | 'tls' | 'proxy' | 'other' }

export interface DownloadResults {
  /** As in `Architecture`; undefined for others. */
  architecture?: 'amd64' | 'arm64' | 'arm'
  response: (url: string) => DownloadResponse | undefined
}

/** Seconds for a request, and for all of them, which run in parallel. */
export interface DownloadTimeouts {
  request: number
  total: number
}
export const DOWNLOAD_TIMEOUTS: DownloadTimeouts = { request: 6, total: 10 }

/**
 * HEAD, and where a server refuses it, GET of one byte. Contains no single quotes. Python 3.5 and later.
 * A name server that does not respond delays a request beyond its timeout, so the threads are not joined.
 */
const REQUEST_PY = ({ request, total }: DownloadTimeouts) => `
import errno, os, socket, ssl, sys, threading, time
from urllib.error import HTTPError
from urllib.request import Request, urlopen
lock, left = threading.Lock(), set(sys.argv[1:])
def ask(url, method, headers):
    try:
        with urlopen(Request(url, method=method, headers=headers), timeout=${request}) as response:
            return response.getcode(), response.headers.get_content_type()
    except HTTPError as error:
        return error.code, "-"
def cause(error):
    error = getattr(error, "reason", error)
    if isinstance(error, socket.gaierror): return "noName"
    if isinstance(error, (ssl.SSLError, ssl.CertificateError)): return "tls"
    if isinstance(error, socket.timeout): return "silent"
    if "Tunnel connection failed" in str(error): return "proxy"
    number = getattr(error, "errno", None)
    if number == errno.ECONNREFUSED: return "refused"
    if number in (errno.EHOSTUNREACH, errno.ENETUNREACH): return "noRoute"
    return "silent" if number == errno.ETIMEDOUT else "other"
def test(url):
    try:
        status, kind = ask(url, "HEAD", {})
        if status >= 400: status, kind = ask(url, "GET", {"Range": "bytes=0-0"})
        result = "status %d %s" % (status, kind)
    except Exception as error:
        result = "error %s -" % cause(error)
    with lock:
        if url in left: print(result, url, flush=True)
        left.discard(url)
threads = [threading.Thread(target=test, args=(url,), daemon=True) for url in sorted(left)]
for thread in threads: thread.start()
deadline = time.monotonic() + ${total}
for thread in threads: thread.join(max(0, deadline - time.monotonic()))
with lock:
    for url in sorted(left): print("error silent -", url, flush=True)
    os._exit(0)
`

/** Runs in the background, one process for each URL. curl's exit statuses are in its manual. */
const curlScript = ({ request }: DownloadTimeouts) => `
    for url in $download_urls; do
      {
        answer=$(curl -s -o /dev/null -I -L --max-time ${request} -w '%{http_code} %{content_type}' "$url")
        code=$?
        case $code,$answer in
          0,[45]*) answer=$(curl -s -o /dev/null -L -r 0-0 --max-time ${request} -w '%{http_code} %{content_type}' "$url") ;;
        esac
        case $code in
          0)
            # shellcheck disable=SC2086
            set -- \${answer%%;*}
            echo "status $1 \${2:--} $url"
            ;;
          6) echo "error noName - $url" ;;
          7) echo "error refused - $url" ;;
          28) echo "error silent - $url" ;;
          35 | 51 | 60 | 77) echo "error tls - $url" ;;
          5 | 56 | 97) echo "error proxy - $url" ;;
          *) echo "error other - $url" ;;
        esac
      } &
    done
    wait`

/**
 * Script of the item. `download_proxies` is set if the installer sets proxies of its own, which may be empty.
 */
export const downloadScript = (timeouts = DOWNLOAD_TIMEOUTS): string => `
# shellcheck disable=SC2154
request_downloads() (
  if [ -n "$download_proxies" ]; then
    http_proxy=$download_http_proxy https_proxy=$download_https_proxy no_proxy=$download_no_proxy
    unset HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY all_proxy
    export http_proxy https_proxy no_proxy
  fi
  python=$(command -v python3 || command -v /usr/libexec/platform-python)
  if [ -n "$python" ]; then
    # shellcheck disable=SC2086
    with_timeout ${timeouts.total + 5} "$python" -I -c '${REQUEST_PY(timeouts)}' $download_urls
  elif command -v curl >/dev/null; then${curlScript(timeouts)}
  else
    echo 'no program'
  fi
)
if [ -n "$download_urls" ]; then
  case $(uname -m) in
    x86_64) architecture=amd64 ;;
    aarch64) architecture=arm64 ;;
    armv7l) architecture=arm ;;
    *) architecture=other ;;
  esac
  emit "architecture $architecture"
  download_urls=$(echo "$download_urls" | sed "s/{arch}/$architecture/g")
  emit "$(request_downloads)"
fi
emit complete
`

export const DOWNLOAD_RESPONSES: ProbeItem<DownloadResults> = {
  name: 'downloads',
  script: downloadScript(),
  parse: parseDownloads,
}

const ARCHITECTURES = ['amd64', 'arm64', 'arm'] as const
const CAUSES = ['noName', 'refused', 'noRoute', 'silent', 'tls', 'proxy', 'other'] as const

export function parseDownloads(text: string): DownloadResults | undefined {
  const lines = text.split('\n')
  if (lines.at(-1) !== 'complete' || lines.includes('no program')) return undefined
  const responses = new Map<string, DownloadResponse>()
  for (const line of lines) {
    const [, status, contentType = '', answered] = /^status (\d{3}) (\S+) (\S+)$/.exec(line) ?? []
    if (answered) responses.set(answered, { status: Number(status), contentType: contentType.toLowerCase() })
    const [, word, failed] = /^error (\w+) - (\S+)$/.exec(line) ?? []
    const cause = CAUSES.find((one) => one === word)
    if (failed && cause) responses.set(failed, { cause })
  }
  const architecture = ARCHITECTURES.find((one) => lines.includes(`architecture ${one}`))
  return { response: (url) => responses.get(url), ...(architecture && { architecture }) }
}
