/**
 * An install through Taskbox beside the same `install.sh` run by hand under a terminal, on the same practice hosts:
 * three pairs, the order swapped in each, everything uninstalled in between.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { practiceCluster } from '@/server/practice/cluster'
import { type PracticeWorld, startPracticeHosts } from '@/server/practice/hosts'
import { installPracticePackage } from '@/server/practice/package'
import { typeInto } from '../lab/ssh'
import { type Bench, median, spread } from './bench'

const PAIRS = 3
const INSTALL_WITHIN_MS = 15 * 60_000

export const install: Bench = async () => {
  const world = await startPracticeHosts({ names: ['master', 'node1', 'node2'] })
  const folder = await mkdtemp(join(tmpdir(), 'taskbox-bench-'))
  try {
    const taskbox = await installPracticePackage(world)
    const file = join(folder, 'cluster.yaml')
    await writeFile(file, JSON.stringify(practiceCluster(world, taskbox)), { mode: 0o600 })
    const through = () => throughTaskbox(file, folder)
    const byHand = () => withInstallSh(world, taskbox)
    // The first install renders the files that both then use, and unpacks what is unpacked once.
    await through()
    await uninstall(world, taskbox)
    const [ours, theirs]: [number[], number[]] = [[], []]
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const order = pair % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const)
      for (const who of order) {
        if (who === 'ours') ours.push(await through())
        else theirs.push(await byHand())
        await uninstall(world, taskbox)
      }
    }
    const ratios = ours.map((mine, pair) => mine / (theirs[pair] ?? Number.NaN))
    return [
      {
        what: 'install',
        taskbox: spread(ours),
        peer: `install.sh ${spread(theirs)}`,
        ratio: `${median(ratios).toFixed(3)} (${ratios.map((ratio) => ratio.toFixed(3)).join(', ')})`,
        goal: 'at most 1.03',
      },
    ]
  } finally {
    await world.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The install alone, from the run's start to its end as Taskbox knows them; checks come before. */
async function throughTaskbox(file: string, data: string): Promise<number> {
  const options = { timeout: INSTALL_WITHIN_MS, env: { NODE_ENV: 'production' } }
  await execa(process.execPath, ['dist/cli.js', 'install', '-f', file, '--data', data], options)
  const { stdout } = await execa(process.execPath, ['dist/cli.js', 'runs', '--json', '--data', data], options)
  const [newest]: { startedAt: number; endedAt: number }[] = JSON.parse(stdout)
  if (!newest) throw new Error('no run')
  return (newest.endedAt - newest.startedAt) / 1000
}

/** By hand: a terminal, the menu's 2, "yes" to the storage question, in the files that are there. */
async function withInstallSh(world: PracticeWorld, folder: string): Promise<number> {
  const started = performance.now()
  const { exitCode, text } = await typeInto(world.hosts[0], `cd ${folder}/scripts && ./install.sh`, {
    'Please input an option: ': '2',
    '(yes/no) ': 'yes',
  })
  if (exitCode !== 0) throw new Error(`install.sh by hand failed: ${text.slice(-2000)}`)
  return (performance.now() - started) / 1000
}

/** Under a terminal as well: without one Ansible does not ask and takes "No" for the answer. */
async function uninstall(world: PracticeWorld, folder: string): Promise<void> {
  const { exitCode, text } = await typeInto(world.hosts[0], `cd ${folder}/scripts && ./uninstall.sh`, {
    "Type 'yes' to reset your cluster.": 'yes',
  })
  if (exitCode !== 0) throw new Error(`uninstall.sh failed: ${text.slice(-2000)}`)
}
