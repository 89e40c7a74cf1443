import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodePassword } from '@/lib/ansible/inventory/encode'
import { maskHostsIni } from '@/lib/installers/kubesphere/mask-hosts-ini'
import { MASK } from '@/lib/secrets/mask-file'
import { HOSTILE } from '../../ansible/inventory/hostile-passwords'

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
