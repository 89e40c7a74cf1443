import type { Answered } from '@/lib/contract/run'
import type { LogLines } from './log-lines'
import { plainText } from './spans'

/** Finds the lines at which questions were answered. Each line is looked at once; an answer is marked once. */
export interface AnswerMarks {
  /** By line, from 0. */
  readonly marks: ReadonlyMap<number, Answered>
  /** Takes in what answers and lines there are by now. */
  update: (answers: readonly Answered[]) => void
}

export function createAnswerMarks(lines: LogLines): AnswerMarks {
  const marks = new Map<number, Answered>()
  let next = 0
  let known = 0
  let open: Answered[] = []
  return {
    marks,
    update(answers) {
      open = [...open, ...answers.slice(known)]
      known = answers.length
      for (; open.length > 0 && next < lines.finished; next += 1) {
        const text = plainText(lines.raw(next))
        const found = open.find(({ question }) => holds(text, question))
        if (!found) continue
        marks.set(next, found)
        open = open.filter((one) => one !== found)
      }
    },
  }
}

/** The terminal echoes the answer behind the question, so the question stands at the line's start. */
function holds(text: string, question: string): boolean {
  const wanted = question.trim()
  return wanted !== '' && text.includes(wanted)
}
