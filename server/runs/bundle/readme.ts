/** README.txt of a support bundle: what it contains, and what was masked. */

import { operationFacts } from '@/lib/cluster/operations/message-facts'
import type { RunView } from '@/lib/contract/run'
import type { Translate } from '../../translator'
import { taskboxVersion } from '../../version'

interface ReadmeSubject {
  view: RunView
  /** Paths of the other files, in the order of the archive. */
  files: readonly string[]
  forViewer: boolean
  now: Date
}

/** The key of the text for each file at the top level. */
const TEXTS: Readonly<Record<string, string>> = {
  'issue.md': 'issue',
  'diagnosis.md': 'diagnosis',
  'versions.json': 'versions',
  'run.json': 'run',
  'checks.json': 'checks',
  'cluster.yaml': 'cluster',
  'commands.sh': 'commands',
  'log.txt': 'log',
}

export function renderReadme({ view, files, forViewer, now }: ReadmeSubject, t: Translate): string {
  const { clusterName: cluster, id: run, startedAt, endedAt } = view
  const [started, created] = [new Date(startedAt), now].map((time) => time.toISOString())
  const facts = { run, started: started ?? '', created: created ?? '', version: taskboxVersion() }
  const entries = Object.entries(TEXTS).filter(([path]) => files.includes(path))
  const listed = entries.map(([path, key]) => [path, t(`bundle.readme.files.${key}`)] as const)
  if (files.some((path) => path.startsWith('files/'))) listed.push(['files/', t('bundle.readme.files.files')])
  const width = Math.max(...listed.map(([path]) => path.length))
  const paragraphs = [
    t('bundle.readme.title', { cluster }),
    t('bundle.readme.run', {
      ...facts,
      state: t(`wizard.runState.${view.state}`, operationFacts(view.operation, view.kubernetes)),
    }),
    ...(endedAt === undefined ? [t('bundle.readme.running')] : []),
    t('bundle.readme.masked'),
    t('bundle.readme.private'),
    ...(forViewer ? [t('bundle.readme.viewer')] : []),
    listed.map(([path, text]) => `${path.padEnd(width)}  ${text}`).join('\n'),
  ]
  return `${paragraphs.join('\n\n')}\n`
}
