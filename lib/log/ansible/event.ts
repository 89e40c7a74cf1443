/** The events of the output parser, one for each output of Ansible's default callback (ansible.md, section 1). */

export const RESULT_STATUSES = ['ok', 'changed', 'skipped', 'failed', 'unreachable'] as const
export type ResultStatus = (typeof RESULT_STATUSES)[number]

/** The values of a module result that explain a failure. */
export const RESULT_FIELDS = [
  'msg',
  'reason',
  'censored',
  'stderr',
  'stdout',
  'module_stderr',
  'module_stdout',
  'exception',
  'assertion',
  'cmd',
  'rc',
  'url',
] as const
export type ResultField = (typeof RESULT_FIELDS)[number]

export type AnsibleEvent =
  | { type: 'play'; line: number; name: string }
  | { type: 'task'; line: number; name: string; kind: 'task' | 'handler' | 'cleanup' }
  /**
   * `item` is set for one iteration of a loop; a failed loop prints no line of its own. `lines` counts the lines that the
   * result line and its module result occupy. The module result is parsed for failures only: `message` is the module's
   * message (bounded), `changed` its flag (which decides whether an ignored failure counts as changed), `detail` the whole
   * module result on one line (bounded) and `fields` its values (bounded), for diagnosis. Of other results, `message` is a URL that `debug` printed:
   * a later failure may hide its own. `isAdHoc`: the result belongs to no task, as of an ad-hoc command.
   */
  | {
      type: 'result'
      line: number
      lines: number
      host: string
      status: ResultStatus
      item: string | undefined
      delegate: string | undefined
      message: string
      changed: boolean | undefined
      detail: string | undefined
      fields: ResultFields | undefined
      isAdHoc: boolean
    }
  | { type: 'ignored'; line: number }
  | { type: 'retry'; line: number; host?: string; task: string; retriesLeft: number }
  | { type: 'included'; line: number; hosts: string[] }
  | { type: 'recap-start'; line: number }
  | { type: 'recap'; line: number; host: string; counters: Partial<Counters> }
  | { type: 'no-hosts-left'; line: number }
  /** A line that is not Ansible's: the installer's own output, its banner, a prompt. */
  | { type: 'text'; line: number; text: string }

/** Decoded, and as a terminal shows them; `cmd` is a list of arguments joined by spaces. Absent: the result has no such value. */
export type ResultFields = Readonly<Partial<Record<ResultField, string>>>

/** Only failures need their module result. */
export const isFailure = ({ status }: { status: ResultStatus }): boolean =>
  status === 'failed' || status === 'unreachable'

export const COUNTER_NAMES = [
  'ok',
  'changed',
  'unreachable',
  'failed',
  'skipped',
  'rescued',
  'ignored',
] as const

/** Per-host counters as in PLAY RECAP. */
export type Counters = Record<(typeof COUNTER_NAMES)[number], number>
