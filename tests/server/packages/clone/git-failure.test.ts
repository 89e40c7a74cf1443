import { describe, expect, it } from 'vitest'
import { gitFailure } from '@/server/packages/clone/git-failure'

const REPOSITORY = {
  url: 'https://git.example.com/installer',
  host: 'git.example.com',
  name: 'installer',
  ref: 'v1.0',
}
const failure = (output: string) => gitFailure(REPOSITORY, output, { machine: 'local', folder: '/opt' })
const unable = (text: string) => `fatal: unable to access 'https://git.example.com/installer/': ${text}\n`

/** Output of git 1.8 to 2.47 with curl 7.29 to 8.11, linked to OpenSSL, NSS or GnuTLS. */
describe('the output of git is explained', () => {
  it.each([
    ['dns', unable('Could not resolve host: git.example.com'), { address: 'git.example.com' }],
    ['dns', unable('Could not resolve host: git.example.com; Unknown error'), { address: 'git.example.com' }],
    ['proxy', unable('Could not resolve proxy: proxy.example.com'), { address: 'proxy.example.com' }],
    ['proxy', unable('Received HTTP code 407 from proxy after CONNECT'), { status: '407' }],
    ['proxy', unable('CONNECT tunnel failed, response 403'), { status: '403' }],
    ['proxy', unable("Failed to connect to 10.0.0.9 port 3128 after 0 ms: Couldn't connect to server"), {}],
    ['connect', unable('Failed to connect to git.example.com port 443: Connection refused'), {}],
    ['connect', unable('Failed connect to git.example.com:443; Connection refused'), {}],
    ['connect', unable('Failed to connect to git.example.com port 443 after 21 ms: No route to host'), {}],
    ['connect', unable('Connection timed out after 300001 milliseconds'), {}],
    ['tls', unable('SSL certificate problem: self-signed certificate'), {}],
    ['tls', unable("Peer's Certificate issuer is not recognized."), {}],
    ['tls', unable('server certificate verification failed. CAfile: none CRLfile: none'), {}],
    ['tls', unable('gnutls_handshake() failed: The TLS connection was non-properly terminated.'), {}],
    ['notFound', "fatal: repository 'https://git.example.com/installer/' not found\n", {}],
    ['notFound', "fatal: Authentication failed for 'https://git.example.com/installer/'\n", {}],
    ['notFound', "fatal: could not read Username for 'https://x': terminal prompts disabled\n", {}],
    ['http', unable('The requested URL returned error: 503'), { status: '503' }],
    ['notGit', 'fatal: https://x/info/refs not valid: is this a git repository?\n', {}],
    ['ref', "fatal: couldn't find remote ref refs/tags/v1.0\n", {}],
    ['ref', 'fatal: remote error: upload-pack: not our ref 0123\n', {}],
    ['ref', 'error: Server does not allow request for unadvertised object 0123\n', {}],
    ['interrupted', 'error: RPC failed; curl 18 transfer closed\nfatal: early EOF\n', {}],
    ['interrupted', 'fatal: The remote end hung up unexpectedly\n', {}],
    ['other', 'fatal: something new\n', { detail: 'fatal: something new' }],
  ])('%s: %s', (reason, output, facts) => {
    expect(failure(output)).toMatchObject({ kind: 'clone-failed', facts: { reason, ...facts } })
  })

  it.each([
    'fatal: write error: No space left on device\nfatal: early EOF\n',
    "fatal: sha1 file '/opt/x/.git/index.lock' write error. Out of diskspace\n",
  ])('as a full disk of the taskbox: %s', (output) => {
    expect(failure(output)).toMatchObject({
      kind: 'disk-full',
      facts: { path: '/opt' },
    })
  })

  it('without the password of a proxy, and without control characters', () => {
    expect(failure('hint\nfatal: proxy http://user:secret@proxy:3128/ \u001b[2J failed\n')).toMatchObject({
      facts: { detail: 'fatal: proxy http://proxy:3128/ [2J failed' },
    })
  })
})
