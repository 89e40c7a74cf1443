/** Parses the input state that a job's terminal records (input-wait.ts), from its file and from the follow program. */
import { INPUT_STATE_MARK } from './follow-program'

export interface InputWait {
  kind: 'waiting'
  /** Counts the waits of the job from 1. */
  read: number
  /** Length of the log when the wait began. */
  bytes: number
  /** Length of the log after the last input and its echo; all later bytes are output. */
  typedAt: number
  /** `hidden`: the terminal does not echo a line that it reads. `raw`: the program itself may echo. */
  echo: 'echo' | 'hidden' | 'raw'
}

/** `busy`: no process waits for input. `unknown`: the taskbox cannot determine it at the moment. */
export type InputState = { kind: 'busy' | 'unknown' } | InputWait

const WAITING = /^waiting (\d{1,15}) (\d{1,15}) (\d{1,15}) (echo|hidden|raw)$/
/** A longer line of standard error is not a state. */
const MAX_LINE_LENGTH = 256

export function parseInputState(text: string | undefined): InputState | undefined {
  if (text === 'busy' || text === 'unknown') return { kind: text }
  const [, read, bytes, typedAt, echo] = WAITING.exec(text ?? '') ?? []
  if (echo !== 'echo' && echo !== 'hidden' && echo !== 'raw') return undefined
  return { kind: 'waiting', read: Number(read), bytes: Number(bytes), typedAt: Number(typedAt), echo }
}

/** Reads the follow program's standard error in chunks of any size. Ignores lines that are not states. */
export function inputStateReader(onState: (state: InputState) => void): (chunk: Buffer) => void {
  let rest = ''
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = (lines.pop() ?? '').slice(-MAX_LINE_LENGTH)
    for (const line of lines) {
      if (!line.startsWith(INPUT_STATE_MARK)) continue
      const state = parseInputState(line.slice(INPUT_STATE_MARK.length))
      if (state) onState(state)
    }
  }
}
