/** The exact commands of a run as a script of the bundle. */
import type { RunView } from '@/lib/contract/run'
import type { Translate } from '../../translator'
import type { Run } from '../run'
import { referencedVariables } from '../start/exact-commands'

type Commands = Awaited<ReturnType<Run['commands']>>

export function renderCommandsFile(view: RunView, { steps, isRecorded }: Commands, t: Translate): string {
  const variables = referencedVariables(steps)
  const { installer, release, kubernetes } = view
  const header = [
    t('bundle.commands.title'),
    [t('bundle.issue.release', { installer, release }), kubernetes && `Kubernetes ${kubernetes}`]
      .filter(Boolean)
      .join(', '),
    ...(isRecorded ? [] : [t('bundle.commands.derived')]),
    ...(variables.length > 0
      ? [t('bundle.commands.variables'), ...variables.map((name) => `  ${name}`)]
      : []),
  ]
  const count = steps.length
  const blocks = steps.map((step, at) => `# ${t('bundle.commands.step', { at: at + 1, count })}\n${step}`)
  return `#!/bin/sh\n${header.map((line) => `# ${line}`.replaceAll('\n', ' ')).join('\n')}\n\n${blocks.join(' &&\n\n')}\n`
}
