import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Cluster, Host, Login } from '@/lib/cluster/cluster'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { renderHostsIni } from '@/lib/installers/kubesphere/hosts-ini'
import { scaled } from '@/tests/scale'
import { SEED } from '@/tests/seed'
import { HOSTILE } from '../../ansible/inventory/hostile-passwords'
import { inventoryList, passwordsSeenBySsh } from '../../ansible/inventory/real-ansible'
import { exampleDraft, release } from '../../cluster/example-draft'
import {
  anyPassword,
  expectedSudoPassword,
  expectedVariables,
  hostsWith,
  passwordWithoutTemplate,
} from './generated-hosts'
import { realPackage, realRewrites, rewrite } from './rewrite-inventory'

const REAL_ANSIBLE_MS = 120_000
const guide = toCluster(exampleDraft(), release)
const PACKAGE = guide.installer.source
const real = realPackage()

function render(hosts: Host[], installer: Partial<Cluster['installer']> = {}): string {
  return renderHostsIni({ ...guide, installer: { ...guide.installer, ...installer }, hosts }).text
}

/** The guide's second host with another login. */
function node1(login: Login, change: Partial<Host> = {}): Host[] {
  return guide.hosts.slice(1, 2).map((host) => ({ ...host, ...change, login }))
}

const SUDO_LINE =
  'node1  ansible_host=192.168.0.2  ip=192.168.0.2  ansible_user=ubuntu  ansible_become_pass=Qcloud@123'

describe("the scripts' rewrite", () => {
  it.each([
    ['appends the sudo password as the SSH password', SUDO_LINE, `${SUDO_LINE}  ansible_ssh_pass=Qcloud@123`],
    [
      'appends an empty password if the fifth word is another one',
      'n ansible_host=h ansible_port=22 ip=1.1.1.1 ansible_user=u ansible_become_pass=x',
      'n ansible_host=h ansible_port=22 ip=1.1.1.1 ansible_user=u ansible_become_pass=x  ansible_ssh_pass=',
    ],
    ['drops what precedes an equals sign', `${SUDO_LINE}=b`, `${SUDO_LINE}=b  ansible_ssh_pass=b`],
    ['leaves lines with a slash unchanged, since sed fails', `${SUDO_LINE}/x`, `${SUDO_LINE}/x`],
    ['skips lines with a comment', `${SUDO_LINE} # x`, `${SUDO_LINE} # x`],
    ['skips lines with root', `rooty${SUDO_LINE}`, `rooty${SUDO_LINE}`],
  ])('%s', (_, line, changed) => {
    expect(rewrite(`[all]\n${line}\n`)).toBe(`[all]\n${changed}\n`)
  })
})

describe("hosts.ini after the scripts' rewrite", () => {
  it('is unchanged, for any host and login', () => {
    fc.assert(
      fc.property(hostsWith(anyPassword), (table) => {
        const written = render(table)
        expect(rewrite(written)).toBe(written)
      }),
      { numRuns: scaled(40, 400) },
    )
  }, 60_000)

  it('is unchanged for all-in-one', () => {
    for (const user of ['root', 'ubuntu']) {
      const written = render(node1({ user, password: 'x' }), { mode: 'all-in-one' })
      expect(rewrite(written)).toBe(written)
    }
  })

  it.each(['ansible_user', 'x ansible_user=y', 'rooty'])(
    'is unchanged for root with the password %j',
    (password) => {
      const written = render(node1({ user: 'root', password }))
      expect(rewrite(written)).toBe(written)
    },
  )

  it('is unchanged in a package folder with any name', () => {
    const written = render(node1({ user: 'root', privateKey: 'KEY' }), { source: '/opt/ansible_user' })
    expect(rewrite(written)).toBe(written)
  })
})

describe("ansible-inventory, after the scripts' rewrite", () => {
  it(
    'lists the hosts as entered',
    () => {
      fc.assert(
        fc.property(hostsWith(passwordWithoutTemplate), (table) => {
          const { hosts } = inventoryList(rewrite(render(table)))
          expect(hosts).toEqual(
            Object.fromEntries(table.map((host) => [host.name, expectedVariables(host, PACKAGE)])),
          )
        }),
        { numRuns: scaled(4, 20), endOnFailure: true },
      )
    },
    REAL_ANSIBLE_MS,
  )

  it(
    'lists the hosts as entered whatever else is appended to their lines',
    () => {
      fc.assert(
        fc.property(hostsWith(passwordWithoutTemplate), (table) => {
          const appended = render(table).replace(/^.*ansible_user.*$/gm, "$&  ansible_ssh_pass='wrong")
          expect(inventoryList(appended).hosts).toEqual(
            Object.fromEntries(table.map((host) => [host.name, expectedVariables(host, PACKAGE)])),
          )
        }),
        { numRuns: scaled(2, 10), endOnFailure: true },
      )
    },
    REAL_ANSIBLE_MS,
  )
})

describe("Ansible's ssh and sudo, after the scripts' rewrite", () => {
  it(
    'receive the passwords as entered',
    () => {
      const secrets = [...HOSTILE, ...fc.sample(anyPassword, { numRuns: scaled(200, 2_000), seed: SEED })]
      const hosts = secrets.flatMap((secret, index): Host[] => [
        ...node1({ user: 'root', password: secret }, { name: `a${index}` }),
        ...node1({ user: 'ubuntu', password: secret }, { name: `b${index}` }),
        ...node1({ user: 'ubuntu', password: 'x', sudoPassword: secret }, { name: `c${index}`, port: 2222 }),
      ])
      const seen = passwordsSeenBySsh(rewrite(render(hosts)))
      const changed = hosts.filter((host) => {
        const { ssh, become } = seen[host.name] ?? {}
        return ssh !== host.login.password || (become ?? undefined) !== expectedSudoPassword(host)
      })
      expect(changed.map(({ login }) => login)).toEqual([])
    },
    REAL_ANSIBLE_MS,
  )
})

describe("the rewrite's sed", () => {
  const folder = mkdtempSync(join(tmpdir(), 'sed-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('executes no part of a password', () => {
    const password = `x/w${folder}/`
    const local = node1({ user: 'ubuntu', password }, { taskbox: true })
    // Without the comment, sed interprets the password's `w` as the flag that writes a file.
    rewrite(render(local).replace(/ +#.*/g, ''))
    expect(readdirSync(folder)).toEqual(['g'])
    rmSync(join(folder, 'g'))
    rewrite(render(local))
    expect(readdirSync(folder)).toEqual([])
  })
})

describe.skipIf(!real)('the real scripts', () => {
  const scripts = real ? realRewrites(real) : []

  it('leave hosts.ini unchanged', () => {
    fc.assert(
      fc.property(hostsWith(anyPassword), (table) => {
        const written = render(table)
        for (const [script, realRewrite] of scripts) expect(realRewrite(written), script).toBe(written)
      }),
      { numRuns: scaled(20, 200) },
    )
  }, 60_000)

  const word = fc
    .array(
      fc.constantFrom('a', '=', '&', '\\', "'", '"', '#', 'root', '*', '$', ' ', 'ansible_become_pass='),
      {
        maxLength: 4,
      },
    )
    .map((parts) => parts.join(''))
  const line = fc
    .tuple(word, fc.constantFrom('ansible_become_pass=', 'ansible_port=', ''), word)
    .map(([user, variable, value]) => `n ansible_host=h ip=1.1.1.1 ansible_user=${user} ${variable}${value}`)

  it('rewrite any other inventory as the script of these tests does', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        const inventory = `[all]\n${lines.join('\n')}\n`
        const expected = rewrite(inventory)
        for (const [script, realRewrite] of scripts) expect(realRewrite(inventory), script).toBe(expected)
      }),
      { numRuns: scaled(30, 300) },
    )
  }, 60_000)
})
