/**
 * Maps each check to its fix. The wizard derives from this table which step needs attention, where the link of a
 * finding leads, and which failure Next opens first.
 */

import { CONFIGURATION_STEPS, type ConfigurationStep } from '@/lib/cluster/draft/configuration-steps'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import type { CheckId, Finding } from './index'

/**
 * `field`: a value in the wizard is wrong.
 * `command`: the remedy has a command to copy; the link leads to the machine to run it on.
 * `machine`: the machine needs other hardware or another operating system.
 */
export type FixKind = 'field' | 'command' | 'machine'

/**
 * Fields that a link can focus. `host.` is the host of the finding: `host.login` is its user, `host.checks` is the list
 * of its failed checks with their commands.
 */
interface StepFields {
  installer: 'taskbox.kind' | 'taskbox.address' | 'installer.source'
  hosts: 'host.name' | 'host.address' | 'host.ip' | 'host.login' | 'host.checks'
  network: 'network.serviceCidr' | 'network.podCidr' | 'network.loadBalancer.address'
  storage: 'storage.class'
}

export type CheckFix = {
  [Step in keyof StepFields]: {
    readonly kind: FixKind
    readonly step: Step
    /** For `command` and `machine`: the control that shows this machine. */
    readonly field: StepFields[Step]
  }
}[keyof StepFields]

const ADDRESS: CheckFix = { kind: 'field', step: 'hosts', field: 'host.address' }
const LOGIN: CheckFix = { kind: 'field', step: 'hosts', field: 'host.login' }
const IP: CheckFix = { kind: 'field', step: 'hosts', field: 'host.ip' }
const NAME: CheckFix = { kind: 'field', step: 'hosts', field: 'host.name' }
const SERVICE_NETWORK: CheckFix = { kind: 'field', step: 'network', field: 'network.serviceCidr' }
const POD_NETWORK: CheckFix = { kind: 'field', step: 'network', field: 'network.podCidr' }
const LOAD_BALANCER: CheckFix = { kind: 'field', step: 'network', field: 'network.loadBalancer.address' }
const STORAGE_CLASS: CheckFix = { kind: 'field', step: 'storage', field: 'storage.class' }
const PACKAGE: CheckFix = { kind: 'field', step: 'installer', field: 'installer.source' }
const TASKBOX_ADDRESS: CheckFix = { kind: 'field', step: 'installer', field: 'taskbox.address' }

const HOST_COMMAND: CheckFix = { kind: 'command', step: 'hosts', field: 'host.checks' }
const HOST_MACHINE: CheckFix = { kind: 'machine', step: 'hosts', field: 'host.checks' }
const TASKBOX_COMMAND: CheckFix = { kind: 'command', step: 'installer', field: 'taskbox.kind' }

interface CheckFixes {
  readonly fix: CheckFix
  /** Fixes that differ, by the finding's reason or by `facts.network`. */
  readonly exceptions?: Readonly<Record<string, CheckFix>>
}

/** The type requires an entry for every check. */
export const CHECK_FIXES: Readonly<Record<CheckId, CheckFixes>> = {
  ssh: { fix: ADDRESS, exceptions: { auth: LOGIN, noisy: HOST_COMMAND } },
  sudo: { fix: LOGIN },
  sshd: { fix: HOST_COMMAND },
  reach: { fix: ADDRESS, exceptions: { staleKey: TASKBOX_COMMAND } },
  os: { fix: HOST_MACHINE },
  init: { fix: HOST_MACHINE },
  hostname: { fix: NAME },
  ids: { fix: HOST_COMMAND, exceptions: { uuid: HOST_MACHINE, mac: HOST_MACHINE } },
  cpu: { fix: HOST_MACHINE },
  memory: { fix: HOST_MACHINE },
  'total-size': { fix: HOST_MACHINE },
  disk: { fix: HOST_COMMAND, exceptions: { recommended: HOST_MACHINE, minimum: HOST_MACHINE } },
  noexec: { fix: HOST_COMMAND },
  clock: { fix: HOST_COMMAND },
  timezone: { fix: HOST_COMMAND },
  addresses: { fix: IP },
  names: { fix: HOST_COMMAND },
  dns: { fix: HOST_COMMAND },
  nameservers: { fix: HOST_COMMAND },
  cidr: { fix: SERVICE_NETWORK, exceptions: { pod: POD_NETWORK } },
  ports: { fix: HOST_COMMAND },
  firewall: { fix: HOST_COMMAND },
  tcp: { fix: HOST_COMMAND },
  overlay: { fix: HOST_COMMAND },
  ping: { fix: HOST_COMMAND },
  mtu: { fix: HOST_COMMAND },
  egress: { fix: HOST_COMMAND },
  downloads: { fix: HOST_COMMAND },
  storage: { fix: STORAGE_CLASS, exceptions: { client: HOST_COMMAND } },
  loadbalancer: { fix: LOAD_BALANCER },
  leftover: { fix: HOST_COMMAND },
  runtime: { fix: HOST_COMMAND },
  packages: { fix: HOST_COMMAND },
  python: { fix: HOST_COMMAND },
  kernel: { fix: HOST_COMMAND },
  modules: { fix: HOST_COMMAND },
  sysctl: { fix: HOST_COMMAND },
  cgroup: { fix: HOST_COMMAND, exceptions: { none: HOST_MACHINE } },
  swap: { fix: HOST_COMMAND },
  selinux: { fix: HOST_COMMAND },
  taskbox: {
    fix: TASKBOX_COMMAND,
    exceptions: { unreachable: TASKBOX_ADDRESS, spaceLow: PACKAGE, spaceNone: PACKAGE },
  },
  locale: { fix: TASKBOX_COMMAND },
}

/** Where the wizard fixes a finding. */
export interface FixTarget {
  kind: FixKind
  step: ConfigurationStep
  /** Key of the control to focus, such as `hosts.h3.ip`. */
  key: string
}

/** Returns where to fix a finding of this host. */
export function fixTargetOf(
  { check, reason, facts }: Pick<Finding, 'check' | 'reason' | 'facts'>,
  host: HostDraft,
): FixTarget {
  const { fix, exceptions } = CHECK_FIXES[check]
  const { kind, step, field } = exceptions?.[reason] ?? exceptions?.[String(facts.network)] ?? fix
  // The installer uses the taskbox's own login on the taskbox, not the host's.
  if (field === 'host.login' && host.taskbox) return { kind, step: 'installer', key: 'taskbox.kind' }
  return { kind, step, key: controlKey(familyField(field, facts), host) }
}

const IPV6_FIELDS: Readonly<Partial<Record<CheckFix['field'], string>>> = {
  'host.ip': 'host.ip6',
  'network.serviceCidr': 'network.serviceCidrIpv6',
  'network.podCidr': 'network.podCidrIpv6',
}

/** The field of the family of the address or network that the finding is about. */
function familyField(field: CheckFix['field'], { ip, cidr }: Finding['facts']): string {
  const isIpv6 = String(cidr ?? ip ?? '').includes(':')
  return (isIpv6 && IPV6_FIELDS[field]) || field
}

function controlKey(field: string, { id, sharedLogin }: HostDraft): string {
  if (field === 'host.login') return sharedLogin ? 'login.user' : `hosts.${id}.user`
  return field.replace(/^host\./, `hosts.${id}.`)
}

/** Returns the step whose field fixes this check; undefined if no field does, or for an unknown check. */
export function stepOfCheck(check: string): ConfigurationStep | undefined {
  const fixes = new Map<string, CheckFixes>(Object.entries(CHECK_FIXES)).get(check)
  return fixes?.fix.kind === 'field' ? fixes.fix.step : undefined
}

/** Sorts failures of earlier steps first, since they often cause later ones. */
export function sortByFixOrder<T extends { fix: FixTarget }>(failures: readonly T[]): T[] {
  const orderOf = ({ fix }: T) => CONFIGURATION_STEPS.indexOf(fix.step)
  return failures.toSorted((a, b) => orderOf(a) - orderOf(b))
}
