/** Signatures of failed downloads of files and images. */
import { fileFacts, imageFacts, urlFacts } from '../download-facts'
import type { Signature } from '../signature'
import { API_CLIENT } from './scopes'

/** How Go's HTTP client reports that a registry does not answer, or refuses. */
const REFUSALS = [
  ...['i/o timeout', 'connection refused', 'no such host', 'no route to host', 'network is unreachable'],
  ...['connection reset', 'deadline exceeded', '(?:: |unexpected )EOF', '403 Forbidden'],
].join('|')

/** URLs that other signatures explain: of the cluster itself, and of the install script of k3s. */
const OTHER_URL = String.raw`https?:\/\/(?:127\.0\.0\.1|localhost|get\.k3s\.io|[^\s\/"]{1,255}:(?:6443|2379))\b`

/** Commands that pull an image. */
const PULL =
  /\b(?:docker|nerdctl|crictl|ctr|podman|buildah|skopeo)\b.{0,200}\b(?:pull|login|copy|build)\b|kubeadm config images pull/

/** Failures of a download task that did not download. */
const NO_DOWNLOAD =
  /Destination \S{1,400} (?:is not|does not)|not writable|[Pp]ermission denied|chown failed|chgrp failed|undefined|has no attribute|[Nn]o such file or directory|MODULE FAILURE|[Uu]nsupported parameters|conditional check/

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
      ...['dial tcp', 'docker.io', 'registry.k8s.io', 'quay.io', 'ghcr.io', 'gcr.io'],
    ],
    pattern: new RegExp(
      [
        String.raw`registry-1\.docker\.io.{0,400}(?:timeout|refused|EOF|reset)`,
        String.raw`(?:registry\.k8s\.io|quay\.io|ghcr\.io|gcr\.io|docker\.io(?!_)|(?<!:2379)\/v2\/|\/v1\/_ping).{0,300}(?:${REFUSALS})`,
        String.raw`\[ERROR ImagePull\]`,
      ].join('|'),
    ),
    also: [
      {
        pattern: /TLS handshake timeout|awaiting headers/,
        scope: {
          exceptCommand: /^(?!.{0,200}\b(?:docker|nerdctl|crictl|ctr|podman|skopeo|kubeadm config)\b)/,
          unless:
            /Unable to connect to the server|cluster unreachable|:6443\b|https?:\/\/(?!\S{0,300}\/(?:v[12]\/|token))[^\s"]{1,300}\\{0,3}"?: /,
        },
      },
      {
        pattern: new RegExp(`TLS handshake timeout|awaiting headers|dial tcp.{0,300}(?:${REFUSALS})`),
        scope: { command: PULL },
      },
    ],
    facts: imageFacts,
    check: 'egress',
  },
  {
    id: 'img-auth',
    keywords: [
      ...['access denied for', 'requested access to', 'authentication required', 'no basic auth'],
      ...['authorization failed', 'unauthorized: '],
    ],
    pattern:
      /pull access denied for|requested access to the resource is denied|unauthorized: (?:authentication required|incorrect username|access to the requested|project )|no basic auth credentials|(?:insufficient_scope|pull token).{0,100}authorization failed/,
    facts: imageFacts,
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
    scope: { exceptCommand: /etcdctl|etcdutl|\bgo (?:get|mod|build)\b/ },
  },
  {
    id: 'dl-file',
    keywords: ['ownload_file | ', 'file_download | '],
    pattern:
      /(?:FAILED|RETRYING): .{0,400}(?:ownload_file|file_download) \| (?:Download item|Validate mirrors)/,
    scope: { unless: NO_DOWNLOAD },
    facts: fileFacts,
    check: 'egress',
  },
  {
    id: 'url-get',
    keywords: ['Request failed', 'Connection failure', 'Failed to download key'],
    pattern: new RegExp(
      [
        String.raw`Request failed: (?!<urlopen error (?:\[Errno -[235]\]|Tunnel|\[SSL))`,
        ...['Connection failure: ', 'Failed to download key at '],
      ].join('|'),
    ),
    scope: { unless: new RegExp(OTHER_URL) },
    facts: urlFacts,
    check: 'egress',
    isVague: true,
    isInResult: true,
  },
  {
    id: 'reg-http',
    keywords: ['HTTP response to HTTPS'],
    pattern: /server gave HTTP response to HTTPS client/,
    scope: {
      exceptCommand: API_CLIENT,
      unless: /Unable to connect to the server|cluster unreachable|:6443\b/,
    },
    facts: imageFacts,
  },
  {
    id: 'reg-ca',
    keywords: ['signed by unknown auth', 'CERTIFICATE_VERIFY', 'SSL certificate problem'],
    pattern:
      /SSL certificate problem: (?:unable to get local issuer|self[- ]signed)|certificate signed by unknown authority(?!.{0,200}candidate authority)|(?<!confirming the ssl certificate: .{0,600})CERTIFICATE_VERIFY_FAILED(?!.{0,100}(?:expired|not yet valid|mismatch))/,
    scope: {
      exceptCommand: API_CLIENT,
      unless: /Unable to connect to the server|cluster unreachable|:6443\b/,
    },
    facts: (text, shownUrl) => imageFacts(text) ?? fileFacts(text, shownUrl),
  },
]
