import { execFileSync } from 'node:child_process'
import { availableParallelism, hostname, totalmem } from 'node:os'
import { describe, expect, it } from 'vitest'
import { CORES } from '@/lib/checks/catalogue/hardware/cpu'
import { MEMORY } from '@/lib/checks/catalogue/hardware/memory'
import { CHECKS } from '@/lib/checks/catalogue/index'
import { HOSTNAME } from '@/lib/checks/catalogue/system/hostname'
import { DISK_FOLDERS, DISKS } from '@/lib/checks/probe/disks'
import { HOST_FACTS } from '@/lib/checks/probe/host-facts'
import { ADDRESSES } from '@/lib/checks/probe/interfaces'
import { factsOf } from '@/lib/checks/probe/item'
import { buildProbe } from '@/lib/checks/probe/probe'
import { parseProbeOutput } from '@/lib/checks/probe/result'
import { SYSTEM } from '@/lib/checks/probe/system'
import { USER } from '@/lib/checks/probe/user'
import { NONCE, runProbe, SHELLS, script } from './shells'

/** Names of all items of the catalogue. */
const NAMES = [...new Set(CHECKS.flatMap(({ probeItems }) => probeItems.map(({ name }) => name)))]
const resultOf = (shell: readonly string[], text: string) => parseProbeOutput(runProbe(shell, text), NONCE)

describe('the probe', () => {
  it('is plain POSIX sh', () => {
    // SC2154: `nonce` and `package` are set by the caller.
    execFileSync('shellcheck', ['--shell=sh', '--exclude=SC2154', '-'], { input: buildProbe(CHECKS) })
  })
  it('has no here-document, which shells write to /tmp', () => {
    expect(buildProbe(CHECKS)).not.toMatch(/<</)
  })
  it.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))(
    'collects the facts of this machine under %s',
    (_, shell) => {
      const probe = resultOf(shell, script('/opt/not-there/yet'))
      expect([...probe.keys()]).toEqual(expect.arrayContaining([...NAMES, 'user', 'os']))
      expect(factsOf(probe, USER)).toBe(process.getuid?.())
      expect(factsOf(probe, HOSTNAME)).toBe(hostname())
      expect(factsOf(probe, CORES)).toBe(availableParallelism())
      expect(factsOf(probe, MEMORY)).toBe(Math.floor(totalmem() / 1024))
      expect(factsOf(probe, SYSTEM)).toMatchObject({ id: expect.any(String), version: expect.any(String) })
      expect(factsOf(probe, DISKS)?.map(({ folder }) => folder)).toEqual([
        ...DISK_FOLDERS,
        '/tmp',
        '/opt/not-there/yet',
      ])
      expect(factsOf(probe, ADDRESSES)).toContainEqual(
        expect.objectContaining({ interface: 'lo', address: '127.0.0.1' }),
      )
      expect(probe.get('tools')).toContain('python')
    },
  )
  it('collects tools on the taskbox only', () => {
    expect(resultOf(['sh'], script()).get('tools')).toBeUndefined()
  })
  it('collects only the items of the selected checks', () => {
    const probe = resultOf(['sh'], script('', [HOST_FACTS]))
    expect([...probe.keys()].sort()).toEqual(
      [...HOST_FACTS.probeItems.map(({ name }) => name), 'user'].sort(),
    )
  })
  it('succeeds without standard error if every program is missing', () => {
    const bare = script('/opt').replace(/^PATH=.*$/m, 'PATH=/nowhere')
    const probe = parseProbeOutput(execFileSync('/bin/sh', ['-c', bare]), NONCE)
    expect(probe.get('tools')).toBe('ansible none')
    expect(factsOf(probe, SYSTEM)).toBeUndefined()
    expect(factsOf(probe, DISKS)).toBeUndefined()
  })
})
