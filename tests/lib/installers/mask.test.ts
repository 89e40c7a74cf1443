import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodePassword } from '@/lib/ansible/inventory/encode'
import { maskHostsIni } from '@/lib/installers/kubesphere/mask-hosts-ini'
import { MASK, maskFile } from '@/lib/installers/mask'
import { HOSTILE } from '../ansible/inventory/hostile-passwords'

describe('a rendered file with secrets', () => {
  it('has a mask of fixed length instead of each secret', () => {
    const text = 'a=one b=twotwo c'
    const secrets = [
      { start: 8, end: 14 },
      { start: 2, end: 5 },
    ]
    expect(maskFile({ path: 'x', text, secrets })).toBe(`a=${MASK} b=${MASK} c`)
  })

  it('masks overlapping ranges once', () => {
    const secrets = [
      { start: 0, end: 3 },
      { start: 2, end: 5 },
    ]
    expect(maskFile({ path: 'x', text: 'secretly', secrets })).toBe(`${MASK}tly`)
  })
})

describe('an existing inventory', () => {
  it.each([
    ['node1 ansible_ssh_pass=PASSWORD ip=1', `node1 ansible_ssh_pass=${MASK} ip=1`],
    [`n ansible_become_pass='a b" c' x=1`, `n ansible_become_pass=${MASK} x=1`],
    ['n ansible_password="a\\" b" x=1', `n ansible_password=${MASK} x=1`],
    ['n ansible_ssh_pass=a\\ b x=1', `n ansible_ssh_pass=${MASK} x=1`],
    ["n ansible_ssh_pass='never closed x=1\nm y=2", `n ansible_ssh_pass=${MASK}\nm y=2`],
    ['# ansible_ssh_pass=old', `# ansible_ssh_pass=${MASK}`],
    ['n registry_password=a#b x=1', `n registry_password=${MASK} x=1`],
    [
      '[all:vars]\nansible_ssh_pass = my pass word\n[a]\nb c=1',
      `[all:vars]\nansible_ssh_pass = ${MASK}\n[a]\nb c=1`,
    ],
  ])('is masked: %j', (text, shown) => {
    expect(maskHostsIni(text)).toBe(shown)
  })

  it('is masked for any password that Taskbox wrote', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', minLength: 1 })),
        (secret) => {
          const line = `n  ip=10.0.0.1  ansible_ssh_pass=${encodePassword(secret, 'ssh', 'host')}  x=1`
          expect(maskHostsIni(line)).toBe(`n  ip=10.0.0.1  ansible_ssh_pass=${MASK}  x=1`)
        },
      ),
    )
  })
})
