/**
 * Where each check is fixed. The wizard goes by this one table: which step needs attention, where a finding's link
 * leads, and which failure Next opens first.
 */
import type { HostDraft } from '@/lib/cluster/draft'
import { CONFIGURATION_STEPS, type ConfigurationStep } from '@/lib/cluster/steps'
import type { CheckId, Finding } from './index'

/**
 * `field`: a value in the wizard is wrong.
 * `command`: no field can fix it; the remedy has a command to copy, and the link shows the machine it is for.
 * `machine`: neither can; the machine needs other hardware or another system, or has to be replaced.
 */
export type FixKind = 'field' | 'command' | 'machine'

/**
 * What a link can focus. `host.` is the host that the finding is about: `host.login` is its user, `host.checks` the list
 * of its failed checks with their commands.
 */
interface StepFields {
  installer: 'taskbox.kind' | 'taskbox.address' | 'installer.package'
  hosts: 'host.name' | 'host.address' | 'host.ip' | 'host.login' | 'host.checks'
  network: 'network.serviceCidr' | 'network.podCidr' | 'network.loadBalancer.address'
  storage: 'storage.class'
}

export type CheckFix = {
  [Step in keyof StepFields]: {
    readonly kind: FixKind
    readonly step: Step
    /** For a `command` or a `machine`: where the page shows that machine. */
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
const PACKAGE: CheckFix = { kind: 'field', step: 'installer', field: 'installer.package' }
const TASKBOX_ADDRESS: CheckFix = { kind: 'field', step: 'installer', field: 'taskbox.address' }

const HOST_COMMAND: CheckFix = { kind: 'command', step: 'hosts', field: 'host.checks' }
const HOST_MACHINE: CheckFix = { kind: 'machine', step: 'hosts', field: 'host.checks' }
const TASKBOX_COMMAND: CheckFix = { kind: 'command', step: 'installer', field: 'taskbox.kind' }

interface CheckFixes {
  readonly fix: CheckFix
  /** Other fixes, by the finding's reason or by the network that it names. */
  readonly except?: Readonly<Record<string, CheckFix>>
}

/** Complete by its type: a new check does not compile without its line here. */
export const CHECK_FIXES: Readonly<Record<CheckId, CheckFixes>> = {
  ssh: { fix: ADDRESS, except: { auth: LOGIN, noisy: HOST_COMMAND } },
  sudo: { fix: LOGIN },
  reach: { fix: ADDRESS, except: { staleKey: TASKBOX_COMMAND } },
  os: { fix: HOST_MACHINE },
  init: { fix: HOST_MACHINE },
  hostname: { fix: NAME },
  ids: { fix: HOST_COMMAND, except: { uuid: HOST_MACHINE, mac: HOST_MACHINE } },
  cpu: { fix: HOST_MACHINE },
  memory: { fix: HOST_MACHINE },
  disk: { fix: HOST_COMMAND, except: { recommended: HOST_MACHINE, minimum: HOST_MACHINE } },
  noexec: { fix: HOST_COMMAND },
  clock: { fix: HOST_COMMAND },
  timezone: { fix: HOST_COMMAND },
  addresses: { fix: IP },
  names: { fix: HOST_COMMAND },
  dns: { fix: HOST_COMMAND },
  nameservers: { fix: HOST_COMMAND },
  cidr: { fix: SERVICE_NETWORK, except: { pod: POD_NETWORK } },
  ports: { fix: HOST_COMMAND },
  firewall: { fix: HOST_COMMAND },
  tcp: { fix: HOST_COMMAND },
  mtu: { fix: HOST_COMMAND },
  egress: { fix: HOST_COMMAND },
  storage: { fix: STORAGE_CLASS, except: { client: HOST_COMMAND } },
  loadbalancer: { fix: LOAD_BALANCER },
  leftover: { fix: HOST_COMMAND },
  runtime: { fix: HOST_COMMAND },
  packages: { fix: HOST_COMMAND },
  python: { fix: HOST_COMMAND },
  kernel: { fix: HOST_COMMAND },
  modules: { fix: HOST_COMMAND },
  sysctl: { fix: HOST_COMMAND },
  cgroup: { fix: HOST_COMMAND, except: { none: HOST_MACHINE } },
  swap: { fix: HOST_COMMAND },
  selinux: { fix: HOST_COMMAND },
  taskbox: {
    fix: TASKBOX_COMMAND,
    except: { unreachable: TASKBOX_ADDRESS, spaceLow: PACKAGE, spaceNone: PACKAGE },
  },
  locale: { fix: TASKBOX_COMMAND },
}

export interface FixTarget {
  kind: FixKind
  step: ConfigurationStep
  /** Key of the field's control in the page, such as `hosts.h3.ip`. */
  key: string
}

/** Where a finding about this host is fixed. */
export function fixTargetOf(
  { check, reason, facts }: Pick<Finding, 'check' | 'reason' | 'facts'>,
  host: HostDraft,
): FixTarget {
  const { fix, except } = CHECK_FIXES[check]
  const { kind, step, field } = except?.[reason] ?? except?.[String(facts.network)] ?? fix
  // The taskbox itself is not logged in to as a host; its rights are those of the taskbox's own login.
  if (field === 'host.login' && host.taskbox) return { kind, step: 'installer', key: 'taskbox.kind' }
  return { kind, step, key: controlKey(field, host) }
}

function controlKey(field: CheckFix['field'], { id, sharedLogin }: HostDraft): string {
  if (field === 'host.login') return sharedLogin ? 'login.user' : `hosts.${id}.user`
  return field.replace(/^host\./, `hosts.${id}.`)
}

/** The step whose field usually fixes a check; undefined: no field does, or there is no such check. */
export function stepOfCheck(check: string): ConfigurationStep | undefined {
  const fixes = new Map<string, CheckFixes>(Object.entries(CHECK_FIXES)).get(check)
  return fixes?.fix.kind === 'field' ? fixes.fix.step : undefined
}

/** In the order in which to fix them: those of earlier steps first, since later results often follow from them. */
export function sortByFixOrder<T extends { fix: FixTarget }>(failures: readonly T[]): T[] {
  const place = ({ fix }: T) => CONFIGURATION_STEPS.indexOf(fix.step)
  return failures.toSorted((a, b) => place(a) - place(b))
}
