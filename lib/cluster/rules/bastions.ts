/**
 * Rules for every bastion in use, and for Ansible, which does not use bastions: it runs on the taskbox, so the taskbox
 * must be in the same network as hosts behind a bastion (docs/decisions/007-ansible-does-not-use-the-bastion.md).
 */
import { isHostAddress, parsePort } from '@/lib/network/address'
import { bastionOf, routeOf, sharedBastion } from '../bastion'
import type { BastionDraft, Draft } from '../draft/draft'
import type { FieldPath, Problem } from '../problem'
import { error, truncate } from './create-problem'
import { hostLabel } from './hosts'
import { fingerprintProblems, validateLogin } from './logins'
import { validateText } from './text'

export function bastionProblems(draft: Draft): Problem[] {
  const { taskbox, hosts } = draft
  const shared = sharedBastion(draft)
  const customBastion = (bastion: BastionDraft | undefined, path: FieldPath, name: string) =>
    bastion?.route === 'custom' ? validateBastion(bastion, path, name) : []
  return [
    ...(shared && isSharedBastionUsed(draft) ? validateBastion(shared, ['bastion'], shared.address) : []),
    ...(taskbox.kind === 'ssh'
      ? customBastion(taskbox.bastion, ['taskbox', 'bastion'], taskbox.address)
      : []),
    ...hosts.flatMap((host, index) =>
      host.taskbox ? [] : customBastion(host.bastion, ['hosts', index, 'bastion'], hostLabel(host, index)),
    ),
    ...localTaskboxProblems(draft),
  ]
}

/** Whether at least one machine uses the shared bastion. */
function isSharedBastionUsed({ taskbox, hosts }: Draft): boolean {
  const usedByHost = hosts.some((host) => !host.taskbox && routeOf(host) === 'inherit')
  return usedByHost || (taskbox.kind === 'ssh' && routeOf(taskbox) === 'inherit')
}

function validateBastion(bastion: BastionDraft, path: FieldPath, name: string): Problem[] {
  return [
    ...validateText(bastion.address, [...path, 'address'], {
      required: true,
      isValid: isHostAddress,
      code: 'address-invalid',
    }),
    ...validateText(bastion.port, [...path, 'port'], {
      isValid: (port) => parsePort(port) !== undefined,
      code: 'port-invalid',
    }),
    ...validateLogin({ ...bastion, sudoPassword: '' }, path, {
      required: true,
      of: 'bastion',
      name: truncate(name || '-'),
    }),
    ...fingerprintProblems(bastion.hostKey, [...path, 'hostKey']),
  ]
}

function localTaskboxProblems(draft: Draft): Problem[] {
  const { taskbox, hosts, installer } = draft
  if (taskbox.kind !== 'local' || installer.mode === 'all-in-one') return []
  const index = hosts.findIndex((host) => !host.taskbox && bastionOf(draft, host))
  const host = hosts[index]
  return host ? [error('bastion-taskbox-local', ['taskbox', 'kind'], { name: hostLabel(host, index) })] : []
}
