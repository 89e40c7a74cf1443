import { execFileSync } from 'node:child_process'
import { availableParallelism, hostname, totalmem } from 'node:os'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DISK_FOLDERS, PROBE } from '@/lib/checks/probe'
import { readSheet } from '@/lib/checks/sheet'

const NONCE = 'nonce-1f2e'
const script = (folder: string) => `nonce=${NONCE}\npackage=${folder}\n${PROBE}`
const run = (shell: string[], folder = '') => {
  const [program = 'sh', ...flags] = shell
  return execFileSync(program, [...flags, '-c', script(folder)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const SHELLS = [['sh'], ['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'sh']]

describe('the probe', () => {
  it('is plain POSIX sh', () => {
    // SC2154: `nonce` and `package` are set before it.
    execFileSync('shellcheck', ['--shell=sh', '--exclude=SC2154', '-'], { input: PROBE })
  })
  it.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))(
    'finds out this machine under %s',
    (_, shell) => {
      const sheet = readSheet(run(shell, '/opt/not there/yet'.replace(/ /g, '-')), NONCE)
      expect(sheet).toMatchObject({
        uid: process.getuid?.(),
        hostname: hostname(),
        cores: availableParallelism(),
        memoryKib: Math.floor(totalmem() / 1024),
        architecture: expect.stringMatching(/x86_64|aarch64/),
        system: { id: expect.any(String), version: expect.any(String) },
      })
      expect(sheet.disks?.map(({ folder }) => folder)).toEqual([
        ...DISK_FOLDERS,
        '/tmp',
        '/opt/not-there/yet',
      ])
      expect(sheet.addresses).toContainEqual(
        expect.objectContaining({ interface: 'lo', address: '127.0.0.1' }),
      )
      expect(sheet.tools?.programs.some((program) => program.includes('python'))).toBe(true)
    },
  )
  it('asks for tools on the taskbox alone', () => {
    expect(readSheet(run(['sh']), NONCE).tools).toBeUndefined()
  })
  it('writes nothing to standard error and ends well where every program is missing', () => {
    const bare = script('/opt').replace(/^PATH=.*$/m, 'PATH=/nowhere')
    const sheet = readSheet(execFileSync('/bin/sh', ['-c', bare], { encoding: 'utf8' }), NONCE)
    expect(sheet).toEqual({ tools: { programs: [] } })
  })
})

describe('the fact sheet', () => {
  const whole = run(['sh'], '/opt')
  const known = readSheet(whole, NONCE)

  it('is not misled by what a login script prints before', () => {
    expect(readSheet(`Welcome!\nnonce user\n99\nMemTotal: 1 kB\n${whole}`, NONCE)).toEqual(known)
  })
  it('survives a terminal’s line ends', () => {
    expect(readSheet(whole.replaceAll('\n', '\r\n'), NONCE)).toEqual(known)
  })
  it('holds less, but nothing false, where the output is cut off', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length }), (length) => {
        const cut = readSheet(whole.slice(0, length), NONCE)
        for (const [name, fact] of Object.entries(cut))
          if (fact !== undefined)
            expect({ [name]: fact }).toEqual({
              [name]: Object.entries(known).find(([key]) => key === name)?.[1],
            })
      }),
      { numRuns: 40 },
    )
  })
  it('comes through any noise', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constantFrom(`\n${NONCE} disk\n`, `\n${NONCE} os\n`, `\n${NONCE} end`, 'folder /\n', 'ID=x\n'),
          ),
        ),
        (parts) => {
          readSheet(parts.join(''), NONCE)
        },
      ),
    )
  })
  it.each([
    [
      'CentOS',
      'ID="centos"\nVERSION_ID="7"\nID_LIKE="rhel fedora"',
      'CentOS Linux release 7.5.1804 (Core)',
      { id: 'centos', version: '7.5.1804', like: ['rhel', 'fedora'] },
    ],
    [
      'a RHEL without os-release',
      '',
      'Red Hat Enterprise Linux Server release 7.4 (Maipo)',
      { id: 'rhel', version: '7.4' },
    ],
    ['Ubuntu', 'ID=ubuntu\nVERSION_ID="16.04"', '', { id: 'ubuntu', version: '16.04' }],
    [
      'openEuler',
      'ID="openEuler"\nVERSION_ID="22.03"',
      'openEuler release 22.03 (LTS)',
      { id: 'openeuler', version: '22.03' },
    ],
  ])('knows %s', (_, release, redhat, system) => {
    const output = `\n${NONCE} os\n${release}\n${NONCE} redhat\n${redhat}\n${NONCE} end`
    expect(readSheet(output, NONCE).system).toMatchObject(system)
  })
  it('reads addresses and routes of every kind', () => {
    const output = `
${NONCE} addresses
1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever
2: eth0@if7    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0
3: ppp0    inet 10.9.0.1 peer 10.9.0.2/32 scope global ppp0
garbage
${NONCE} routes
default via 10.0.0.1 dev eth0 proto dhcp
10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5
10.8.0.0/16 via 10.0.0.9 dev eth0
169.254.169.254 via 10.0.0.1 dev eth0
blackhole 10.233.64.0/26 proto bird
${NONCE} end`
    const { addresses, routes } = readSheet(output, NONCE)
    expect(
      addresses?.map(({ interface: name, address, network }) => `${name} ${address} ${network.text}`),
    ).toEqual(['lo 127.0.0.1 127.0.0.0/8', 'eth0 10.0.0.5 10.0.0.0/24', 'ppp0 10.9.0.1 10.9.0.1/32'])
    expect(routes?.map(({ network, gateway }) => `${network.text} ${gateway}`)).toEqual([
      '10.0.0.0/24 false',
      '10.8.0.0/16 true',
      '169.254.169.254/32 true',
    ])
  })
  it('reads file systems without inodes and with blanks in their names', () => {
    const output = `\n${NONCE} disk\nfolder /\n//server/a share 1000 400 600 40% /\n//server/a share - - - - /\nfolder /tmp\nbroken\n${NONCE} end`
    expect(readSheet(output, NONCE).disks).toEqual([
      { folder: '/', mount: '/', sizeKib: 1000, freeKib: 600, usedPercent: 40 },
    ])
  })
})
