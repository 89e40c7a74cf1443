/** What the output parser emits, one event for each thing that Ansible's default callback prints (ansible.md, section 1). */

export type ResultStatus = 'ok' | 'changed' | 'skipped' | 'failed' | 'unreachable'

export type AnsibleEvent =
  | { type: 'play'; line: number; name: string }
  | { type: 'task'; line: number; name: string; kind: 'task' | 'handler' | 'cleanup' }
  /**
   * `item` is set for one iteration of a loop; a failed loop prints no line of its own. `lines` counts the lines that the
   * result and its answer take. The answer is read for failures only: `message` is the module's message (bounded),
   * `changed` its flag (an ignored failure counts as changed by it) and `detail` the whole answer on one line (bounded),
   * for diagnosis.
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
    }
  | { type: 'ignored'; line: number }
  | { type: 'retry'; line: number; host?: string; task: string; left: number }
  | { type: 'included'; line: number; hosts: string[] }
  | { type: 'recap-start'; line: number }
  | { type: 'recap'; line: number; host: string; counters: Partial<Counters> }
  | { type: 'no-hosts-left'; line: number }
  /** A line that is not Ansible's: the installer's own output, its banner, a prompt. */
  | { type: 'text'; line: number; text: string }

/** Per-host counters as in PLAY RECAP. */
export interface Counters {
  ok: number
  changed: number
  unreachable: number
  failed: number
  skipped: number
  rescued: number
  ignored: number
}
