import { createTranslator } from 'use-intl/core'
import { describe, expect, it } from 'vitest'
import { PACKAGE_FAILURE_REASONS } from '@/lib/installers/sources/package-failure'
import en from '@/lib/messages/en/index'
import zh from '@/lib/messages/zh-CN/index'
import { MACHINE_FAILURE_REASONS } from '@/lib/network/machine-failure'

/** Every fact that any kind has; which of them a text names is its own business. */
const FACTS = {
  machine: 'root@10.0.0.1:22',
  user: 'ubuntu',
  methods: 'publickey, password',
  seconds: 20,
  fingerprint: 'SHA256:x',
  pinned: 'SHA256:y',
  keyType: 'ssh-ed25519',
  text: 'nologin',
  limit: 1000,
  path: '/opt/x',
  owner: 'bob',
  action: 'write',
  tarball: '/opt/x.tar.gz',
  entry: '../x',
  needed: 5000,
  free: 100,
  folder: '/opt/x',
  target: 'root@10.0.0.2:22',
  what: 'run',
  count: 2,
  url: 'https://git.example.com/x',
  host: 'git.example.com',
  address: '10.0.0.9',
  ref: 'v2.31.0',
  similar: 'none',
  status: '503',
  detail: 'fatal: broken',
  expected: 'galaxy.yml',
  found: 'README.md',
}
const kinds = Object.entries({ ...MACHINE_FAILURE_REASONS, ...PACKAGE_FAILURE_REASONS })

describe.each([
  ['en', en],
  ['zh-CN', zh],
] as const)('failures in %s', (locale, messages) => {
  const errors: unknown[] = []
  const t = createTranslator({
    locale,
    messages: { failures: messages.failures },
    onError: (error) => errors.push(error),
  })
  const format = (kind: string, part: string, facts: object) =>
    t(`failures.${kind}.${part}` as never, facts as never)

  it.each(kinds)('have a distinct message for each reason of %s', (kind, reasons) => {
    const texts = reasons.map((reason) => format(kind, 'message', { ...FACTS, reason }))
    expect(errors).toEqual([])
    // `ready` has the text of `other` where the connection is just lost.
    const distinctReasons =
      kind === 'closed' ? new Set([...reasons].filter((reason) => reason !== 'ready')).size : reasons.length
    expect(new Set(texts).size).toBe(distinctReasons)
  })

  it.each(kinds)('have a remedy for each reason of %s', (kind, reasons) => {
    for (const reason of reasons) expect(format(kind, 'remedy', { ...FACTS, reason })).toMatch(/[.。）]$/)
    expect(errors).toEqual([])
  })

  it('name this machine without an address', () => {
    const here = format('disk-full', 'message', { ...FACTS, machine: 'local' })
    expect(here).toContain(locale === 'en' ? 'This machine' : '本机')
    expect(here).not.toContain('local')
  })
})
