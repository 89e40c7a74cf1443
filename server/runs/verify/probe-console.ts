/** Requests the console from the taskbox. Whether a browser can reach it is a different question. */
import type { Machine } from '../../machine/machine'
import { quote } from '../../machine/quote'

export type ConsoleProbe =
  | { reachable: true; status: number }
  /** `no-client`: no HTTP client on the taskbox. `no-response`: refused, closed or timed out. `invalid-url`: not HTTP. */
  | { reachable: false; reason: 'no-client' | 'no-response' | 'invalid-url' }

/** The first response of a newly installed console is slow. */
const RESPONSE_TIMEOUT_S = 10
const TIMEOUT_MS = 45_000
const NO_CLIENT = 69

/** Whether the console responds to HTTP, with any status. Throws a MachineFailure if the taskbox is unreachable. */
export async function probeConsole(machine: Machine, url: string): Promise<ConsoleProbe> {
  const address = parse(url)
  if (!address) return { reachable: false, reason: 'invalid-url' }
  const { code, stdout } = await machine.exec(script(address), { deadlineMs: TIMEOUT_MS, idempotent: true })
  const status = Number(/\b[1-5]\d\d\b/.exec(stdout.toString('latin1'))?.[0])
  if (status) return { reachable: true, status }
  return { reachable: false, reason: code === NO_CLIENT ? 'no-client' : 'no-response' }
}

export async function isConsoleReachable(machine: Machine, url: string): Promise<boolean> {
  return (await probeConsole(machine, url)).reachable
}

function parse(url: string): URL | undefined {
  const address = URL.canParse(url) ? new URL(url) : undefined
  return address?.protocol === 'http:' || address?.protocol === 'https:' ? address : undefined
}

/** Shell code that prints the HTTP status. Bypasses proxies, which would respond in place of the console. */
function script(url: URL): string {
  const address = quote(url.href)
  return `if command -v curl >/dev/null; then
  exec curl -gsk --noproxy '*' -o /dev/null -m ${RESPONSE_TIMEOUT_S} -w '%{http_code}' ${address}
fi
if command -v wget >/dev/null; then
  wget -S --no-proxy --no-check-certificate -T ${RESPONSE_TIMEOUT_S} -t 1 -O /dev/null ${address} 2>&1 | sed -n 's/^ *HTTP[^ ]* \\([0-9]*\\).*/\\1/p' | tail -n 1
  exit
fi
for python in python3 python2 python /usr/libexec/platform-python; do
  command -v "$python" >/dev/null && exec "$python" -E -c ${quote(PYTHON)} ${address}
done
exit ${NO_CLIENT}`
}

const PYTHON = `
import ssl, sys
try:
    from urllib.request import HTTPSHandler, ProxyHandler, build_opener
    from urllib.error import HTTPError
except ImportError:
    from urllib2 import HTTPError, HTTPSHandler, ProxyHandler, build_opener
try:
    handlers = [ProxyHandler({}), HTTPSHandler(context=ssl._create_unverified_context())]
except AttributeError:
    handlers = [ProxyHandler({})]
try:
    print(build_opener(*handlers).open(sys.argv[1], timeout=${RESPONSE_TIMEOUT_S}).getcode())
except HTTPError as error:
    print(error.code)
`
