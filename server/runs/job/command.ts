/** Renders a job's `command` file: the steps in the environment of a login shell. */
import { EXPORT_LOGIN_ENVIRONMENT } from '../../machine/login-environment'
import { quote } from '../../machine/quote'

export interface JobStep {
  workingDirectory: string
  /** Command for POSIX sh. */
  command: string
  /** Added to the environment of the job. */
  environment?: Readonly<Record<string, string>>
}

/**
 * Runs the steps with the PATH and proxies of a login shell, a UTF-8 locale and a colour terminal. The
 * first step that fails ends the job with its exit status. On a signal the shell exits after the command, with the
 * command's exit status, or the command's last output would be lost. `TASKBOX_JOB` is the job's folder.
 */
export function renderCommandFile(plan: {
  steps: readonly JobStep[]
  environment?: Readonly<Record<string, string>>
}): string {
  const environment = assignments(plan.environment)
  return `umask 022
TASKBOX_JOB=$PWD
${EXPORT_LOGIN_ENVIRONMENT}
n='
'
case $n$(locale -a 2>/dev/null)$n in
  *"$n"C.[Uu][Tt][Ff]8"$n"* | *"$n"C.[Uu][Tt][Ff]-8"$n"*) export LC_ALL=C.UTF-8 ;;
  *"$n"en_US.[Uu][Tt][Ff]8"$n"* | *"$n"en_US.[Uu][Tt][Ff]-8"$n"*) export LC_ALL=en_US.UTF-8 ;;
esac
unset n
export TASKBOX_JOB TERM=xterm-256color PYTHONUNBUFFERED=1 ${environment}
trap 'exit $(($? ? $? : 130))' INT QUIT
trap 'exit $(($? ? $? : 143))' TERM
${plan.steps.map(renderStep).join('\n')}
`
}

function renderStep(step: JobStep, index: number, steps: readonly JobStep[]): string {
  const body = renderStepBody(step, assignments(step.environment))
  // The last step needs no subshell: its exit status is that of the job.
  return index === steps.length - 1 ? body : `(\n${body}\n) || exit`
}

/** The folder, variables and command of a step. @param variables assignments for `export`; may be empty */
export function renderStepBody({ workingDirectory, command }: JobStep, variables: string): string {
  return [
    `cd -- ${quote(workingDirectory)} || exit 127`,
    ...(variables ? [`export ${variables}`] : []),
    command,
  ].join('\n')
}

/** Assignments of variables. @param quoteValue renders a value as a word of the shell */
export function assignments(
  environment: Readonly<Record<string, string>> = {},
  quoteValue: (value: string) => string = quote,
): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${quoteValue(value)}`)
    .join(' ')
}
