import path from 'node:path'
import { execa } from 'execa'
import { expect, it } from 'vitest'

const unit = path.resolve(import.meta.dirname, '../../docs/systemd/taskbox.service')
const MAX_EXPOSURE = 3

it('the unit gives the service little: systemd puts its exposure below 3.0 of 10', async () => {
  const { stdout } = await execa('systemd-analyze', ['security', '--offline=true', '--no-pager', unit])
  const exposure = /Overall exposure level for taskbox\.service: ([\d.]+)/.exec(stdout)?.[1]
  expect(exposure, stdout).toBeDefined()
  expect(Number(exposure)).toBeLessThan(MAX_EXPOSURE)
})

it('an install outlives the service: only its own process is ended', async () => {
  const { stdout } = await execa('grep', ['-E', '^(KillMode|LimitCORE|UMask)=', unit])
  expect(stdout.split('\n')).toEqual(['KillMode=process', 'UMask=0077', 'LimitCORE=0'])
})
