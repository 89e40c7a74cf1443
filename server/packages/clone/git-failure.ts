/** Explains why git failed, by its output in the C locale. */
import type { EvidenceRow } from '@/lib/installers/sources/evidence'
import type { PackageFailureReason } from '@/lib/installers/sources/package-failure'
import type { Repository } from '@/lib/installers/sources/repository'
import { MachineFailure } from '../../machine/machine'
import { RequestFailure } from '../../request-failure'

type Reason = PackageFailureReason<'clone-failed'>

/** Texts of git and of curl, whose wording differs between versions. In this order: the first match counts. */
const REASONS: readonly [RegExp, Reason][] = [
  [/Could not resolve proxy: (?<address>\S+)/i, 'proxy'],
  [/code (?<status>\d+) from proxy/i, 'proxy'],
  [/CONNECT tunnel failed, response (?<status>\d+)/i, 'proxy'],
  [/Could not resolve host: (?<address>[^\s;]+)/i, 'dns'],
  [/Failed (?:to )?connect to (?<address>\S+?)(?: port |:\d+;)/i, 'connect'],
  [
    /(?:Connection|Operation) timed out|Connection refused|No route to host|Network is unreachable/i,
    'connect',
  ],
  [/\bSSL|\bTLS|certificate|gnutls/i, 'tls'],
  [/repository '[^'\n]*' not found|Authentication failed|could not read (?:Username|Password)/, 'notFound'],
  [/requested URL returned error: (?:401|404|410)/, 'notFound'],
  [/requested URL returned error: (?<status>\d+)/, 'http'],
  [/not valid: is this a git repository|invalid server response|protocol error: bad line/, 'notGit'],
  [/couldn't find remote ref|not our ref|unadvertised object|no such remote ref/i, 'ref'],
  [
    /early EOF|hung up|RPC failed|unexpected disconnect|Connection reset|Empty reply|Recv failure/i,
    'interrupted',
  ],
]
const FULL = /no space left|disk quota exceeded|out of diskspace/i
const MAX_DETAIL_LENGTH = 300

/**
 * The failure of a git command. `connect` becomes `proxy` if git connected to another address than the repository's,
 * which its configuration or the proxy variables name.
 * @param folder where git writes
 */
export function gitFailure(
  repository: Repository,
  output: string,
  { machine, folder }: { machine: string; folder: string },
): Error {
  if (FULL.test(output)) return new MachineFailure('disk-full', { machine, path: folder, action: 'write' })
  const detail = lastMessage(output)
  for (const [pattern, reason] of REASONS) {
    const match = pattern.exec(output)
    if (!match) continue
    const { address = repository.host, status = '' } = match.groups ?? {}
    const isOther = reason === 'connect' && address !== repository.host
    return cloneFailure(repository, isOther ? 'proxy' : reason, { address, status, detail })
  }
  return cloneFailure(repository, 'other', { detail })
}

export function cloneFailure(
  { url, host, ref }: Repository,
  reason: Reason,
  facts: Record<string, string | number> = {},
  evidence?: readonly EvidenceRow[],
): RequestFailure {
  const all = { url, host, ref, reason, ...facts }
  return new RequestFailure('clone-failed', all, evidence && { evidence })
}

/** The last line with an error, without the credentials that the URL of a proxy may contain. */
function lastMessage(output: string): string {
  const lines = output.split(/[\r\n]+/).filter((line) => line.trim() !== '')
  const line = lines.findLast((one) => /^(?:fatal|error):/.test(one)) ?? lines.at(-1) ?? ''
  return line
    .replace(/\/\/[^/@\s]+@/g, '//')
    .replace(/\p{Cc}/gu, '')
    .slice(0, MAX_DETAIL_LENGTH)
}
