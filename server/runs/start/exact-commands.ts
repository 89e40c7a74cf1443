/**
 * The steps of a run as commands for a shell on the taskbox: the folder, environment and program that the job has
 * (job/command.ts). Each is a subshell, so that a failure does not close the shell that it is pasted into. The login
 * shell itself provides what the job takes from one: PATH, proxies and a UTF-8 locale.
 */
import type { Secrets } from '@/lib/credentials/draft-secrets'
import { quote } from '../../machine/quote'
import { assignments, type JobStep, renderStepBody } from '../job/command'

/** Shorter secrets occur in ordinary values by chance. They are masked when the commands are shown. */
const MIN_SECRET_LENGTH = 4

/** The folder of the job does not outlive its run, so the commands share one of their own. */
const JOB_FOLDER = `export TASKBOX_JOB="\${TASKBOX_JOB:-$(mktemp -d)}"`

interface RunSteps {
  steps: readonly JobStep[]
  /** Of all steps. */
  environment: Readonly<Record<string, string>>
}

/** @param secrets each becomes a reference to an environment variable, see `secretVariable` */
export function renderExactCommands({ steps, environment }: RunSteps, secrets: Secrets): string[] {
  const quoteValue = referenceSecrets(secrets)
  const shared = assignments({ PYTHONUNBUFFERED: '1', ...environment }, quoteValue)
  return steps.map((step) => {
    const body = renderStepBody(step, assignments(step.environment, quoteValue))
    const setup = ['umask 022', ...(body.includes('TASKBOX_JOB') ? [JOB_FOLDER] : []), `export ${shared}`]
    return `(\n${[...setup, body].join('\n')}\n)`
  })
}

/** The variable of a secret, such as `TASKBOX_SETTINGS_PYTHON_INDEX_URL`, as in an exported cluster file. */
function secretVariable(name: string): string {
  const words = name.toUpperCase().split(/[^A-Z0-9]+/)
  return ['TASKBOX', ...words.filter(Boolean)].join('_')
}

/** Quotes a value, with references in place of the secrets in it. */
function referenceSecrets(secrets: Secrets): (value: string) => string {
  const known = Object.entries(secrets)
    .filter(([, secret]) => secret.length >= MIN_SECRET_LENGTH)
    .sort(([, one], [, other]) => other.length - one.length)
  const quoteValue = (value: string): string => {
    const found = known.find(([, secret]) => value.includes(secret))
    if (!found) return quote(value)
    const [name, secret] = found
    const at = value.indexOf(secret)
    const [before, after] = [value.slice(0, at), value.slice(at + secret.length)]
    const reference = `"\${${secretVariable(name)}:?}"`
    return [before && quoteValue(before), reference, after && quoteValue(after)].join('')
  }
  return quoteValue
}

/** The variables that the commands need, in the order of their first use. */
export function referencedVariables(commands: readonly string[]): string[] {
  const references = commands.join('\n').matchAll(/"\$\{(TASKBOX_\w+):\?\}"/g)
  return [...new Set([...references].map(([, name = '']) => name))]
}
