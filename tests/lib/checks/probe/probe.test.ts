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

/** Of every section that the catalogue asks for. */
const NAMES = [...new Set(CHECKS.flatMap(({ sections }) => sections.map(({ name }) => name)))]
const sheetOf = (shell: readonly string[], text: string) => parseProbeOutput(runProbe(shell, text), NONCE)

describe('the probe', () => {
  it('is plain POSIX sh', () => {
    // SC2154: `nonce` and `package` are set before it.
    execFileSync('shellcheck', ['--shell=sh', '--exclude=SC2154', '-'], { input: buildProbe(CHECKS) })
  })
  it('has no here-document, which shells write to /tmp', () => {
    expect(buildProbe(CHECKS)).not.toMatch(/<</)
  })
  it.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))(
    'finds out this machine under %s',
    (_, shell) => {
      const sheet = sheetOf(shell, script('/opt/not-there/yet'))
      expect([...sheet.keys()]).toEqual(expect.arrayContaining([...NAMES, 'user', 'os']))
      expect(factsOf(sheet, USER)).toBe(process.getuid?.())
      expect(factsOf(sheet, HOSTNAME)).toBe(hostname())
      expect(factsOf(sheet, CORES)).toBe(availableParallelism())
      expect(factsOf(sheet, MEMORY)).toBe(Math.floor(totalmem() / 1024))
      expect(factsOf(sheet, SYSTEM)).toMatchObject({ id: expect.any(String), version: expect.any(String) })
      expect(factsOf(sheet, DISKS)?.map(({ folder }) => folder)).toEqual([
        ...DISK_FOLDERS,
        '/tmp',
        '/opt/not-there/yet',
      ])
      expect(factsOf(sheet, ADDRESSES)).toContainEqual(
        expect.objectContaining({ interface: 'lo', address: '127.0.0.1' }),
      )
      expect(sheet.get('tools')).toContain('python')
    },
  )
  it('asks for tools on the taskbox alone', () => {
    expect(sheetOf(['sh'], script()).get('tools')).toBeUndefined()
  })
  it('asks only what some checks want', () => {
    const sheet = sheetOf(['sh'], script('', [HOST_FACTS]))
    expect([...sheet.keys()].sort()).toEqual([...HOST_FACTS.sections.map(({ name }) => name), 'user'].sort())
  })
  it('writes nothing to standard error and ends well where every program is missing', () => {
    const bare = script('/opt').replace(/^PATH=.*$/m, 'PATH=/nowhere')
    const sheet = parseProbeOutput(execFileSync('/bin/sh', ['-c', bare]), NONCE)
    expect(sheet.get('tools')).toBe('ansible none')
    expect(factsOf(sheet, SYSTEM)).toBeUndefined()
    expect(factsOf(sheet, DISKS)).toBeUndefined()
  })
})
