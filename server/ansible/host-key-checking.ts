/**
 * Makes Ansible check host keys (docs/decisions/010). Packages tell it not to, since it would ask, and nobody is there
 * to answer. Here the answers are known: each host's key was pinned. So those keys are asked for from the taskbox,
 * those that are pinned are added to the known_hosts of the user who runs the installer, and Ansible is told to check.
 */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import { knownName, parseKnownHosts } from '@/lib/network/known-hosts'
import { type Machine, MachineFailure } from '../machine/machine'
import { quote } from '../machine/quote'
import { type HostKey, readHostKey } from '../ssh/host-key'

const SCAN_SECONDS = 5
const SCAN_TIMEOUT_MS = 60_000
const WRITE_TIMEOUT_MS = 15_000
/** It outranks `host_key_checking` of every ansible.cfg. */
const CHECKING_ENABLED = { ANSIBLE_HOST_KEY_CHECKING: 'True' }

interface ScannedKey extends HostKey {
  /** As it stands in known_hosts. */
  line: string
}

/** How a taskbox says that it has no ssh-keyscan. */
const NO_KEYSCAN = 69

/**
 * What is to be added to the installer's environment: nothing where a host has no pin, so that nobody can say which key
 * is right, or the taskbox cannot ask for keys. A host that does not answer changes nothing for the others, or whoever
 * drops its packets could turn the check off; Ansible takes no key of it that was not known before. Throws
 * `host-key-changed` where one shows the taskbox another key than the pinned.
 * @param pinnedFingerprint the fingerprint that a host must show
 */
export async function enableHostKeyChecking(
  machine: Machine,
  cluster: Cluster,
  pinnedFingerprint: (host: Host) => Promise<string | undefined>,
): Promise<Record<string, string>> {
  const hosts = sshHosts(cluster)
  const pins = await Promise.all(hosts.map(pinnedFingerprint))
  if (hosts.length === 0 || pins.includes(undefined)) return {}
  const scanned = await scanHostKeys(machine, hosts)
  if (!scanned) return {}
  const lines = hosts.flatMap((host, index) => knownHostsLine(host, pins[index] ?? '', scanned) ?? [])
  return (await addToKnownHosts(machine, lines)) ? CHECKING_ENABLED : {}
}

/** The hosts that Ansible logs in to. */
export const sshHosts = ({ installer, hosts }: Cluster): Host[] =>
  installer.mode === 'all-in-one' ? [] : hosts.filter((host) => !host.taskbox)

/** Undefined: it does not answer. */
function knownHostsLine(
  { name, address, port }: Host,
  pinned: string,
  scanned: ReadonlyMap<string, ScannedKey[]>,
): string | undefined {
  const keys = scanned.get(knownName(address, port))
  const [first] = keys ?? []
  if (!keys || !first) return undefined
  const right = keys.find(({ fingerprint }) => fingerprint === pinned)
  if (right) return right.line
  const facts = { address, port, pinned, fingerprint: first.fingerprint, keyType: first.type }
  throw new MachineFailure('host-key-changed', { machine: name, ...facts })
}

/** Every key that the hosts show the taskbox, by their names in known_hosts; undefined: it cannot ask. */
async function scanHostKeys(
  machine: Machine,
  hosts: readonly Host[],
): Promise<Map<string, ScannedKey[]> | undefined> {
  const ports = [...new Set(hosts.map(({ port }) => port))]
  const addresses = (at: number) =>
    hosts.filter(({ port }) => port === at).map(({ address }) => quote(address))
  const scans = ports.map(
    (port) =>
      `printf '%s\\n' ${addresses(port).join(' ')} | ` +
      `ssh-keyscan -T ${SCAN_SECONDS} -p ${port} -t ed25519,ecdsa,rsa -f - 2>/dev/null &`,
  )
  const script = `command -v ssh-keyscan >/dev/null || exit ${NO_KEYSCAN}\n${scans.join('\n')}\nwait`
  const { code, stdout } = await machine.exec('exec sh', {
    input: script,
    deadlineMs: SCAN_TIMEOUT_MS,
    idempotent: true,
  })
  if (code === NO_KEYSCAN) return undefined
  const found = new Map<string, ScannedKey[]>()
  for (const { names, type, key } of parseKnownHosts(stdout.toString('utf8')).hosts) {
    const name = 'patterns' in names ? names.patterns.join() : ''
    const line = `${name} ${type} ${key} added by Taskbox`
    found.set(name, [...(found.get(name) ?? []), { ...readHostKey(Buffer.from(key, 'base64')), line }])
  }
  return found
}

/**
 * Adds lines that are not there yet to the file that ssh reads, and changes nothing else in it. False where ssh is told
 * to read none.
 */
async function addToKnownHosts(machine: Machine, lines: readonly string[]): Promise<boolean> {
  const script = `umask 077
eval "home=~$(id -un)"
file=$(ssh -G taskbox 2>/dev/null | sed -n 's/^userknownhostsfile \\([^ ]*\\).*/\\1/p')
case $file in
  '') file=$home/.ssh/known_hosts ;;
  '~/'*) file=$home/\${file#'~/'} ;;
  none | /dev/null) exit 1 ;;
esac
mkdir -p -- "$(dirname -- "$file")" && : >>"$file" || exit 1
[ -z "$(tail -c 1 -- "$file")" ] || echo >>"$file"
while IFS= read -r line; do
  grep -qxF -e "$line" -- "$file" || printf '%s\\n' "$line" >>"$file" || exit 1
done <<'END'
${lines.map((line) => `${line}\n`).join('')}END
`
  const { code } = await machine.exec('exec sh', {
    input: script,
    deadlineMs: WRITE_TIMEOUT_MS,
    idempotent: true,
  })
  return code === 0
}
