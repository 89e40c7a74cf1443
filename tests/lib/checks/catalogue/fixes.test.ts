import { describe, expect, it } from 'vitest'
import { CHECK_FIXES, fixTargetOf, sortByFixOrder, stepOfCheck } from '@/lib/checks/catalogue/fixes'
import { CHECK_IDS, getCheck } from '@/lib/checks/catalogue/index'
import { stepOf } from '@/lib/cluster/draft/configuration-steps'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import type { FieldPath } from '@/lib/cluster/problem'
import en from '@/lib/messages/en/index'
import zh from '@/lib/messages/zh-CN/index'

const host = emptyHost('h1', { name: 'node1' })
const draft = { ...emptyDraft(), hosts: [host] }
const find = (check: keyof typeof CHECK_FIXES, reason: string, facts = {}, of = host) =>
  fixTargetOf({ check, reason, facts }, of)

/** Path in the draft of a control's key. */
function pathOf(key: string): FieldPath {
  return key.split('.').map((part) => (part === host.id ? 0 : part))
}

function valueAt(path: FieldPath): unknown {
  return path.reduce<unknown>((value, part) => Object(value)[part], draft)
}

/** Remedies of a check in a language. */
function remediesOf(messages: typeof en, check: string): string[] {
  const reasons: Record<string, unknown> = Object(Object(messages.checks)[check])
  return Object.values(reasons).flatMap((reason) => Object(reason).remedy ?? [])
}

describe('the fix of a check', () => {
  it.each(CHECK_IDS)('is a field of its step, or its machine: %s', (check) => {
    const reasons = [...getCheck(check).reasons, 'unreached', 'unread']
    for (const reason of reasons)
      for (const network of ['pod', 'service']) {
        const fix = find(check, reason, { network })
        const path = pathOf(fix.key)
        expect(stepOf(path, undefined)).toBe(fix.step)
        if (fix.key === 'hosts.h1.checks') expect(fix.kind).not.toBe('field')
        else expect(valueAt(path), fix.key).toBeTypeOf('string')
      }
  })

  it.each(CHECK_IDS)('has exceptions only for reasons of the check: %s', (check) => {
    const known: readonly string[] = [...getCheck(check).reasons, 'pod']
    for (const reason of Object.keys(CHECK_FIXES[check].exceptions ?? {})) expect(known).toContain(reason)
  })

  it.each(CHECK_IDS.filter((check) => CHECK_FIXES[check].fix.kind === 'command'))(
    'has a command to copy in both languages: %s',
    (check) => {
      for (const messages of [en, zh])
        expect(remediesOf(messages, check).some((remedy) => remedy.includes('<pre>'))).toBe(true)
    },
  )

  it('depends on the finding', () => {
    expect(find('ssh', 'timeout').key).toBe('hosts.h1.address')
    expect(find('cidr', 'overlap', { network: 'pod' }).key).toBe('network.podCidr')
    expect(find('cidr', 'overlap', { network: 'service' }).key).toBe('network.serviceCidr')
    const ipv6 = { network: 'pod', cidr: 'fd00::/112' }
    expect(find('cidr', 'overlap', ipv6).key).toBe('network.podCidrIpv6')
    expect(find('cidr', 'overlap', { ...ipv6, network: 'service' }).key).toBe('network.serviceCidrIpv6')
    expect(find('addresses', 'absent', { ip: '10.0.0.1' }).key).toBe('hosts.h1.ip')
    expect(find('addresses', 'absent', { ip: 'fd00::1' }).key).toBe('hosts.h1.ip6')
    expect(find('storage', 'unreachable')).toEqual({ kind: 'field', step: 'storage', key: 'storage.class' })
    expect(find('storage', 'client')).toEqual({ kind: 'command', step: 'hosts', key: 'hosts.h1.checks' })
  })

  it('is the login that the host uses', () => {
    const hostWithLogin = { ...host, sharedLogin: false }
    const taskbox = { ...host, taskbox: true }
    expect(find('ssh', 'auth', {}, { ...host, sharedLogin: true }).key).toBe('login.user')
    expect(find('ssh', 'auth', {}, hostWithLogin).key).toBe('hosts.h1.user')
    expect(find('sudo', 'notRoot', {}, taskbox)).toMatchObject({ step: 'installer', key: 'taskbox.kind' })
  })

  it('has a step only if a field fixes it', () => {
    expect(['addresses', 'storage', 'clock', 'no-check'].map(stepOfCheck)).toEqual([
      'hosts',
      'storage',
      undefined,
      undefined,
    ])
  })
})

it('failures of earlier steps come first, and others remain in order', () => {
  const failures = (['storage', 'cidr', 'clock', 'swap', 'taskbox'] as const).map((check) => ({
    check,
    fix: find(check, ''),
  }))
  expect(sortByFixOrder(failures).map(({ check }) => check)).toEqual([
    'taskbox',
    'clock',
    'swap',
    'cidr',
    'storage',
  ])
})
