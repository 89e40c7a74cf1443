/**
 * Sends requests to a Kubernetes API from a machine, with a client certificate. Uses Python, which a machine that runs
 * Ansible always has: its `ssl` is OpenSSL everywhere and reports why a connection failed, whereas curl's TLS library
 * differs between systems, and some cannot read a key from a pipe. The certificate and the key are sent on standard
 * input and reach OpenSSL through pipes, so they are in no file and no argument list. Python's `http.client` uses no
 * proxy.
 */
import { z } from 'zod'
import { API_PATHS, apiResponses } from '@/lib/kubernetes/evaluate-api'
import type { Kubeconfig } from '@/lib/kubernetes/kubeconfig'
import { type Machine, MachineFailure } from '../../machine/machine'
import { quote } from '../../machine/quote'

/**
 * `python`: no Python 3. `certificate`: the server's is not valid for the name or from another authority. `tls`: another
 * failure of TLS, such as a server without it. `http`: no HTTP. `credentials`: OpenSSL cannot read the certificates.
 */
const API_ERRORS = [
  'python',
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'closed',
  'certificate',
  'tls',
  'http',
  'tooLarge',
  'credentials',
] as const

export type ApiError = (typeof API_ERRORS)[number]

const output = z.union([
  z.object({ responses: apiResponses }),
  z.object({ error: z.enum(API_ERRORS), detail: z.string() }),
])
/** The responses, or why there are none. `detail` is OpenSSL's or Python's description. */
export type ApiResult = z.infer<typeof output>

interface ApiRequest {
  kubeconfig: Kubeconfig
  /** Timeout for all paths together. */
  timeoutMs: number
  signal?: AbortSignal | undefined
}

/** A node's record with all its images has about 20 KB. */
const MAX_BODY_BYTES = 32 * 1024 * 1024
/** For the start of Python on a busy machine. */
const START_MS = 15_000
const NO_PYTHON = 69

/** Requests `API_PATHS` over one connection. Throws a MachineFailure if the machine itself fails. */
export async function requestApi(machine: Machine, request: ApiRequest): Promise<ApiResult> {
  const { kubeconfig, timeoutMs, signal } = request
  const { hostname, port } = new URL(kubeconfig.server)
  const input = JSON.stringify({
    ...kubeconfig,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || HTTPS_PORT),
    paths: API_PATHS,
    seconds: timeoutMs / 1000,
    maxBytes: MAX_BODY_BYTES,
  })
  const { code, stdout } = await machine.exec(SCRIPT, {
    input,
    deadlineMs: timeoutMs + START_MS,
    maxBytes: 2 * MAX_BODY_BYTES,
    idempotent: true,
    ...(signal && { signal }),
  })
  if (code === NO_PYTHON) return { error: 'python', detail: '' }
  const parsed = output.safeParse(parseJson(stdout.toString('utf8')))
  if (parsed.success) return parsed.data
  throw new MachineFailure('protocol', { machine: machine.label || 'local' })
}

const HTTPS_PORT = 443

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** For Python 3.6 and later. A default context of Python 3.13 rejects the authorities that kubeadm creates. */
const PYTHON = `
import sys
try:
    import http.client, json, os, signal, socket, ssl
except ImportError:
    sys.exit(${NO_PYTHON})

class TooLarge(Exception):
    pass

def expire(*_):
    raise socket.timeout('timed out')

def pipe(text):
    reader, writer = os.pipe()
    os.write(writer, text.encode())
    os.close(writer)
    return '/dev/fd/%d' % reader

def tls(wanted):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=wanted['authority'])
    context.load_cert_chain(pipe(wanted['certificate']), pipe(wanted['key']), password='')
    return context

def get(connection, path, limit):
    connection.request('GET', path, headers={'Accept': 'application/json, */*', 'User-Agent': 'taskbox'})
    response = connection.getresponse()
    body = response.read(limit + 1)
    if len(body) > limit:
        raise TooLarge('more than %d bytes' % limit)
    return {'status': response.status, 'body': body.decode('utf-8', 'replace')}

def kind(error):
    if isinstance(error, TooLarge):
        return 'tooLarge'
    if isinstance(error, ssl.CertificateError) or getattr(error, 'reason', '') == 'CERTIFICATE_VERIFY_FAILED':
        return 'certificate'
    if isinstance(error, socket.timeout):
        return 'timeout'
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return 'closed'
    if isinstance(error, ssl.SSLError):
        return 'tls'
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return 'dns'
    if isinstance(error, ConnectionRefusedError):
        return 'refused'
    if isinstance(error, ConnectionError):
        return 'closed'
    if isinstance(error, http.client.HTTPException):
        return 'http'
    return 'unreachable'

def run(wanted):
    try:
        context = tls(wanted)
    except (OSError, ValueError) as error:
        return {'error': 'credentials', 'detail': str(error)[:300]}
    try:
        signal.signal(signal.SIGALRM, expire)
        signal.setitimer(signal.ITIMER_REAL, wanted['seconds'])
        connection = http.client.HTTPSConnection(
            wanted['host'], wanted['port'], timeout=wanted['seconds'], context=context)
        return {'responses': {
            name: get(connection, path, wanted['maxBytes']) for name, path in wanted['paths'].items()}}
    except (OSError, ValueError, http.client.HTTPException, TooLarge) as error:
        detail = getattr(error, 'verify_message', '') or str(error)
        return {'error': kind(error), 'detail': detail[:300]}

result = run(json.load(sys.stdin))
signal.setitimer(signal.ITIMER_REAL, 0)
json.dump(result, sys.stdout)
`

/** Tries each Python until one has the modules. pyenv's commands exist without their version and exit with 127. */
const SCRIPT = `for python in python3 python3.13 python3.12 python3.11 python3.10 python3.9 /usr/libexec/platform-python; do
  command -v "$python" >/dev/null || continue
  "$python" -I -c ${quote(PYTHON)}; status=$?
  case $status in ${NO_PYTHON}|127) ;; *) exit $status ;; esac
done
exit ${NO_PYTHON}`
