/** Generates tables of hosts, and the variables that `ansible-inventory` must print for them. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { findPasswordProblem } from '@/lib/ansible/inventory/encode'
import type { Host } from '@/lib/cluster/cluster'
import { HOSTILE } from '../../ansible/inventory/hostile-passwords'

/** Words by which install.sh selects the lines that it changes. */
const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?$/),
  fc.constantFrom('root', 'root-1', 'kubroot'),
)
const user = fc
  .oneof(name, fc.constantFrom('rooty', 'EXAMPLE\\rootuser', 'name@example.org'))
  .filter((one) => one !== 'root')

/** Any password that ssh and sudo can receive. */
export const anyPassword = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 10 }),
    fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 10 }),
    fc
      .array(
        fc.constantFrom(...HOSTILE, 'root', 'ansible_user', 'a', '/', '&', '=', '\\', ' ', '#', "'", '"'),
        {
          minLength: 1,
          maxLength: 4,
        },
      )
      .map((parts) => parts.join('')),
  )
  .filter((secret) => findPasswordProblem(secret) === undefined)

/** `ansible-inventory` prints a template as text instead of its value. */
export const passwordWithoutTemplate = anyPassword.filter((secret) => !secret.includes('{'))

const GROUP_NAMES = new Set(['all', 'ungrouped', 'etcd', 'localhost'])

/** Tables of hosts with unique names that are not names of groups. */
export function hostsWith(secret: fc.Arbitrary<string>): fc.Arbitrary<Host[]> {
  const login = fc.oneof(
    fc.record({ user: fc.constant('root'), password: secret }),
    fc.record({ user, password: secret }),
    fc.record({ user, password: secret, sudoPassword: secret }),
    fc.record({ user, privateKey: fc.constant('KEY') }),
    fc.record({ user, privateKey: fc.constant('KEY'), sudoPassword: secret }),
  )
  const host = fc.record({
    id: fc.uuid(),
    name,
    address: fc.oneof(fc.ipV4(), fc.ipV6(), name),
    ip: fc.ipV4(),
    port: fc.oneof(fc.constant(22), fc.integer({ min: 1, max: 65_535 })),
    login,
    taskbox: fc.boolean(),
    roles: fc.subarray(['master', 'etcd', 'node'] as const, { minLength: 1 }).map((roles) => [...roles]),
  })
  return fc
    .uniqueArray(host, { selector: (one) => one.name, minLength: 1, maxLength: 40 })
    .filter((table) => table.every((one) => !GROUP_NAMES.has(one.name)))
}

/** The variables that Ansible has to find for a host, for a package in the folder. */
export function expectedVariables(host: Host, packageFolder: string): Record<string, unknown> {
  const { address, ip, port, login, taskbox } = host
  const { user, password, privateKey } = login
  const sudoPassword = expectedSudoPassword(host)
  return {
    ip,
    ...(user !== 'root' && { ansible_user: user }),
    ...(sudoPassword && { ansible_become_pass: readable(sudoPassword) }),
    ...(taskbox ? { ansible_connection: 'local' } : { ansible_host: address }),
    ...(!taskbox && port !== 22 && { ansible_port: port }),
    ...(!taskbox &&
      privateKey && { ansible_ssh_private_key_file: `${packageFolder}/conf/.taskbox-keys/${host.name}` }),
    ...(!taskbox && !privateKey && password && { ansible_ssh_pass: readable(password) }),
  }
}

export function expectedSudoPassword({ login: { user, password, sudoPassword } }: Host): string | undefined {
  return user === 'root' ? undefined : (sudoPassword ?? password)
}

/** A value in quotes becomes a template that only Ansible's plugins resolve; see the tests of the inventory encoder. */
function readable(text: string): unknown {
  return /^(['"]).*\1$/su.test(text) ? expect.stringContaining('{{') : text
}
