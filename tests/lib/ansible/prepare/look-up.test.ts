import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { renderLookUp } from '@/lib/ansible/prepare/look-up'
import type { PreparationPlan } from '@/lib/ansible/prepare/plan'
import { PREPARATION } from '@/lib/checks/probe/preparation'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'look up '))
})
afterAll(() => rm(folder, { recursive: true }))

async function lookUp(more: Partial<PreparationPlan> = {}) {
  const plan: PreparationPlan = {
    environment: 'kubespray-2.31.0',
    requirements: 'requirements.txt',
    ansible: { from: '2.18.0', below: '2.19.0' },
    python: { oldest: '3.6', newest: '3.99' },
    folder,
    ...more,
  }
  const { stdout } = await execa('sh', ['-c', renderLookUp(plan)], { stdin: 'ignore' })
  return PREPARATION.parse(`${stdout}\ncomplete`)
}

it('finds a Python and the free space, without creating the folder', async () => {
  const base = join(folder, 'not', 'yet')
  const found = await lookUp({ folder: base })
  expect(found).toMatchObject({
    python: expect.stringMatching(/python3.* \(3\./),
    folder: base,
    lacksWheels: false,
  })
  expect(found?.freeKib).toBeGreaterThan(0)
  await expect(mkdir(base)).rejects.toMatchObject({ code: 'ENOENT' })
})

it('names the Pythons that are not suitable, and how to install one', async () => {
  const found = await lookUp({ python: { oldest: '3.98', newest: '3.99' } })
  expect(found?.python).toBeUndefined()
  expect(found).toMatchObject({
    found: expect.stringContaining('python3'),
    hint: expect.stringContaining('3.99'),
  })
})

it('finds a complete environment, and a missing folder of wheels', async () => {
  const bin = join(folder, 'kubespray-2.31.0', 'bin')
  await mkdir(bin, { recursive: true })
  await writeFile(join(bin, 'ansible-playbook'), '')
  expect((await lookUp())?.prepared).toBeUndefined()
  await writeFile(join(bin, '..', '.taskbox-prepared'), '1')
  await chmod(join(bin, 'ansible-playbook'), 0o755)
  expect(await lookUp({ packages: { kind: 'wheelhouse', folder: join(folder, "no'ne") } })).toMatchObject({
    prepared: join(folder, 'kubespray-2.31.0'),
    lacksWheels: true,
  })
})
