/**
 * Bastions: each that is used, by itself; and that Ansible does not have to pass one. It runs on the taskbox, so hosts
 * behind a bastion want a taskbox behind it as well (docs/decisions/007-a-bastion-is-ours-not-ansibles.md).
 */
import { isHostAddress, parsePort } from '@/lib/network/address'
import { bastionOf, sharedBastion, wayOf } from '../bastion'
import type { BastionDraft, Draft } from '../draft'
import type { FieldPath, Problem } from '../problem'
import { called } from './hosts'
import { fingerprintProblems, judgeLogin } from './logins'
import { error, shown } from './report'
import { judgeText } from './text'

export function bastionProblems(draft: Draft): Problem[] {
  const { taskbox, hosts } = draft
  const shared = sharedBastion(draft)
  const own = (bastion: BastionDraft | undefined, path: FieldPath, name: string) =>
    bastion?.way === 'own' ? judgeBastion(bastion, path, name) : []
  return [
    ...(shared && isUsed(draft) ? judgeBastion(shared, ['bastion'], shared.address) : []),
    ...(taskbox.kind === 'ssh' ? own(taskbox.bastion, ['taskbox', 'bastion'], taskbox.address) : []),
    ...hosts.flatMap((host, index) =>
      host.taskbox ? [] : own(host.bastion, ['hosts', index, 'bastion'], called(host, index)),
    ),
    ...passedByAnsible(draft),
  ]
}

/** The one for all counts when somebody goes that way. */
function isUsed({ taskbox, hosts }: Draft): boolean {
  const led = hosts.some((host) => !host.taskbox && wayOf(host) === 'shared')
  return led || (taskbox.kind === 'ssh' && wayOf(taskbox) === 'shared')
}

function judgeBastion(bastion: BastionDraft, path: FieldPath, name: string): Problem[] {
  return [
    ...judgeText(bastion.address, [...path, 'address'], {
      required: true,
      test: isHostAddress,
      code: 'address-invalid',
    }),
    ...judgeText(bastion.port, [...path, 'port'], {
      test: (port) => parsePort(port) !== undefined,
      code: 'port-invalid',
    }),
    ...judgeLogin({ ...bastion, sudoPassword: '' }, path, {
      needed: true,
      of: 'bastion',
      name: shown(name || '-'),
    }),
    ...fingerprintProblems(bastion.hostKey, [...path, 'hostKey']),
  ]
}

function passedByAnsible(draft: Draft): Problem[] {
  const { taskbox, hosts, installer } = draft
  if (taskbox.kind !== 'local' || installer.mode === 'all-in-one') return []
  const behind = hosts.findIndex((host) => !host.taskbox && bastionOf(draft, host))
  const host = hosts[behind]
  return host ? [error('bastion-taskbox-local', ['taskbox', 'kind'], { name: called(host, behind) })] : []
}
