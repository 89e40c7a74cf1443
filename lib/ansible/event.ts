/** What the output parser emits, one event for each thing that Ansible's default callback prints (ansible.md, section 1). */

export type ResultStatus = 'ok' | 'changed' | 'skipped' | 'failed' | 'unreachable'

export type AnsibleEvent =
  | { type: 'play'; line: number; name: string }
  | { type: 'task'; line: number; name: string; kind: 'task' | 'handler' | 'cleanup' }
  /**
   * `item` is there for one round of a loop; a failed loop prints no line of its own. Of a failure, `message` is what
   * the module said (bounded), `changed` its flag (an ignored failure counts as changed by it) and `detail` the
   * module's whole answer on one line (bounded), for diagnosis; of anything else the answer is not read.
   */
  | {
      type: 'result'
      line: number
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
  /** A line that is not Ansible's: the installer's own, a banner, a question. */
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
