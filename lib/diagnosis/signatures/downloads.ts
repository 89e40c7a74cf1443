/** Signatures of failed downloads of files and images. */
import type { Signature } from '../signature'

export const DOWNLOADS: readonly Signature[] = [
  {
    id: 'img-rate',
    keywords: ['toomanyrequests', 'pull rate limit'],
    pattern: /toomanyrequests|pull rate limit/,
  },
  {
    id: 'img-net',
    keywords: ['TLS handshake', 'awaiting headers', 'registry-1.docker'],
    pattern:
      /TLS handshake timeout|awaiting headers|registry-1\.docker\.io.{0,400}(timeout|refused|EOF|reset)/,
    check: 'egress',
  },
  {
    id: 'img-retry',
    keywords: ['RETRYING: '],
    pattern: /RETRYING: .{0,400}(Download containers if pull|Download image|download_(container|file))/,
  },
  {
    id: 'sha',
    keywords: ['SHA256 no', 'checksum'],
    pattern: /SHA256 no match|checksum.{0,400}(mismatch|did not match)/,
  },
]
