/** Signatures of failed downloads of files and images. */
import { fileFacts, imageFacts, urlFacts } from '../download-facts'
import type { Signature } from '../signature'

/** How Go's HTTP client reports that a registry does not answer, or refuses. */
const REFUSALS = [
  ...['i/o timeout', 'connection refused', 'no such host', 'no route to host', 'network is unreachable'],
  ...['connection reset', 'deadline exceeded', '(?:: |unexpected )EOF', '403 Forbidden'],
].join('|')

/** URLs that other signatures explain: of the cluster itself, and of the install script of k3s. */
const OTHER_URL = String.raw`https?:\/\/(?:127\.0\.0\.1|localhost|get\.k3s\.io|[^\s\/"]{1,255}:(?:6443|2379))\b`

export const DOWNLOADS: readonly Signature[] = [
  {
    id: 'img-rate',
    keywords: ['toomanyrequests', 'pull rate limit'],
    pattern: /toomanyrequests|pull rate limit/,
  },
  {
    id: 'img-net',
    keywords: [
      ...['TLS handshake', 'awaiting headers', '/v2/', 'ERROR ImagePull'],
      ...['docker.io', 'registry.k8s.io', 'quay.io', 'ghcr.io', 'gcr.io'],
    ],
    pattern: new RegExp(
      [
        String.raw`(?<!(?:Unable to connect to the server|:6443\b).{0,300})(?:TLS handshake timeout|awaiting headers)`,
        String.raw`registry-1\.docker\.io.{0,400}(?:timeout|refused|EOF|reset)`,
        String.raw`(?:registry\.k8s\.io|quay\.io|ghcr\.io|gcr\.io|docker\.io|(?<!:2379)\/v2\/).{0,300}(?:${REFUSALS})`,
        String.raw`\[ERROR ImagePull\]`,
      ].join('|'),
    ),
    facts: imageFacts,
    check: 'egress',
  },
  {
    id: 'img-retry',
    keywords: ['RETRYING: '],
    pattern: /RETRYING: .{0,400}(Download containers if pull|Download image|download_container)/,
    isVague: true,
  },
  {
    id: 'sha',
    keywords: ['SHA256 no', 'checksum'],
    pattern: /SHA256 no match|checksum.{0,400}(mismatch|did not match)/,
  },
  {
    id: 'dl-file',
    keywords: ['ownload_file | ', 'file_download | '],
    pattern:
      /(?:FAILED|RETRYING): .{0,400}(?:ownload_file|file_download) \| (?:Download item|Validate mirrors)/,
    facts: fileFacts,
    check: 'egress',
  },
  {
    id: 'url-get',
    keywords: ['Request failed', 'Connection failure', 'Failed to download key'],
    pattern: new RegExp(
      [
        String.raw`(?<!${OTHER_URL}[^]{0,700})Request failed: (?!<urlopen error (?:\[Errno -3\]|Tunnel|\[SSL))(?!.{0,600}${OTHER_URL})`,
        ...['Connection failure: ', 'Failed to download key at '],
      ].join('|'),
    ),
    facts: urlFacts,
    check: 'egress',
    isVague: true,
    isInResult: true,
  },
  {
    id: 'reg-http',
    keywords: ['HTTP response to HTTPS'],
    pattern: /server gave HTTP response to HTTPS client/,
    facts: imageFacts,
  },
  {
    id: 'reg-ca',
    keywords: ['signed by unknown auth', 'CERTIFICATE_VERIFY'],
    pattern:
      /certificate signed by unknown authority(?!.{0,200}candidate authority)|(?<!confirming the ssl certificate: .{0,600})CERTIFICATE_VERIFY_FAILED/,
    facts: (text, shownUrl) => imageFacts(text) ?? fileFacts(text, shownUrl),
  },
]
