/**
 * Makes Ansible check host keys (docs/decisions/010). Packages disable the check because its prompt would block an
 * unattended install: in ansible.cfg, and some also in the environment. Taskbox pinned each host's key, so it scans the
 * keys from the taskbox, adds the pinned ones to the installer user's known_hosts and enables the check.
 */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import { knownName, parseKnownHosts } from '@/lib/network/known-hosts'
import { type Machine, MachineFailure } from '../machine/machine'
import { quote } from '../machine/quote'
import { type HostKey, readHostKey } from '../ssh/host-key'

const SCAN_SECONDS = 5
const SCAN_TIMEOUT_MS = 60_000
const WRITE_TIMEOUT_MS = 15_000

/**
 * The variables override `host_key_checking` and `ssh_args` of any ansible.cfg; that of KubeSphere 2.x, like Kubespray's,
 * sets UserKnownHostsFile=/dev/null. The arguments also enable the check where install.sh of 2.x exports
 * ANSIBLE_HOST_KEY_CHECKING=False again: ssh uses the first value of an option, and Ansible passes them first.
 * @param knownHosts the files that ssh reads, separated by spaces
 */
function checkingEnabled(knownHosts: string): Record<string, string> {
  const files = quote(`UserKnownHostsFile=${knownHosts}`)
  return {
    ANSIBLE_HOST_KEY_CHECKING: 'True',
    ANSIBLE_SSH_ARGS: `-C -o ControlMaster=auto -o ControlPersist=60s -o StrictHostKeyChecking=yes -o ${files}`,
  }
}

interface ScannedKey extends HostKey {
  /** Line for known_hosts. */
  line: string
}

/** Exit status of the scan script if ssh-keyscan is not installed. */
const NO_KEYSCAN = 69

/**
 * Returns the environment to add for the installer. It is empty if a host has no pinned key or the taskbox cannot scan
 * keys. A host that does not answer does not disable the check for the others: an attacker could drop its packets.
 * Ansible then accepts no new key for that host. Throws `host-key-changed` if a host presents another key than the
 * pinned one.
 * @param pinnedFingerprint the fingerprint that a host must present
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
  const knownHosts = await addToKnownHosts(machine, lines)
  return knownHosts ? checkingEnabled(knownHosts) : {}
}

/** The hosts that Ansible reaches over SSH. */
export const sshHosts = ({ installer, hosts }: Cluster): Host[] =>
  installer.mode === 'all-in-one' ? [] : hosts.filter((host) => !host.taskbox)

/** Returns undefined if the host does not answer. */
function knownHostsLine(
  { name, address, port }: Host,
  pinned: string,
  scanned: ReadonlyMap<string, ScannedKey[]>,
): string | undefined {
  const keys = scanned.get(knownName(address, port))
  const [first] = keys ?? []
  if (!keys || !first) return undefined
  const match = keys.find(({ fingerprint }) => fingerprint === pinned)
  if (match) return match.line
  const facts = { address, port, pinned, fingerprint: first.fingerprint, keyType: first.type }
  throw new MachineFailure('host-key-changed', { machine: name, ...facts })
}

/** Scans the hosts' keys from the taskbox, keyed by known_hosts name. Undefined if ssh-keyscan is not installed. */
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
  const keys = new Map<string, ScannedKey[]>()
  for (const { names, type, key } of parseKnownHosts(stdout.toString('utf8')).hosts) {
    const name = 'patterns' in names ? names.patterns.join() : ''
    const line = `${name} ${type} ${key} added by Taskbox`
    keys.set(name, [...(keys.get(name) ?? []), { ...readHostKey(Buffer.from(key, 'base64')), line }])
  }
  return keys
}

/**
 * Appends missing lines to the first known_hosts file that ssh reads. Returns all of them, separated by spaces, or
 * undefined if ssh is configured to read none.
 */
async function addToKnownHosts(machine: Machine, lines: readonly string[]): Promise<string | undefined> {
  const script = `umask 077
eval "home=~$(id -un)"
files=$(ssh -G taskbox 2>/dev/null | sed -n 's/^userknownhostsfile //p')
[ -n "$files" ] || files=$home/.ssh/known_hosts
file=\${files%% *}
case $file in
  '~/'*) file=$home/\${file#'~/'} ;;
  none | /dev/null) exit 1 ;;
esac
mkdir -p -- "$(dirname -- "$file")" && : >>"$file" || exit 1
[ -z "$(tail -c 1 -- "$file")" ] || echo >>"$file"
while IFS= read -r line; do
  grep -qxF -e "$line" -- "$file" || printf '%s\\n' "$line" >>"$file" || exit 1
done <<'END'
${lines.map((line) => `${line}\n`).join('')}END
printf %s "$files"
`
  const { code, stdout } = await machine.exec('exec sh', {
    input: script,
    deadlineMs: WRITE_TIMEOUT_MS,
    idempotent: true,
  })
  return code === 0 ? stdout.toString('utf8') : undefined
}
