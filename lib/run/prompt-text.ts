/** Extracts the text of a prompt: the last output before the installer waits for input. */
import { stripAnsi } from '@/lib/log/lines'
import { suggestAnswers } from './suggest-answers'

const MAX_LINES = 5
/** A longer line is not a prompt; the end of it is shown. */
const MAX_LINE_CHARACTERS = 400
/** Earlier output is not visible after a program clears the screen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences begin with a control character
const CLEARED = /\u001b\[(?:[23]J|H\u001b\[J)|\u001bc/g

/** The last lines of the output, without blank ones around them. @param output with escape sequences */
export function lastLines(output: string): string[] {
  const start = [...output.matchAll(CLEARED)].at(-1)
  const visible = start ? output.slice(start.index + start[0].length) : output
  const lines = stripAnsi(visible)
    .split('\n')
    .map((line) => line.trimEnd().slice(-MAX_LINE_CHARACTERS))
  const end = lines.findLastIndex((line) => line !== '') + 1
  const recent = lines.slice(Math.max(0, end - MAX_LINES), end)
  return recent.slice(
    Math.max(
      0,
      recent.findIndex((line) => line !== ''),
    ),
  )
}

/** Words of prompts for secrets; used only if the terminal's echo is unknown, or off because it is in raw mode. */
const SECRET = /pass(?:word|phrase|code)|\bPIN\b|\bsecret\b|密码|口令/i

export const isSecretPrompt = (line: string): boolean => SECRET.test(line)

/** Whether a line is a prompt of its own. */
const isPrompt = (line: string) => /[?:？：]$/.test(line) || suggestAnswers(line).length > 0

/**
 * Finds the expected prompt that the output ends with. It may be in any of the last lines, unless another prompt
 * follows it. A pattern that ends with `$` matches the end of any of these lines.
 */
export function findExpected<P extends { pattern: RegExp }>(
  expected: readonly P[],
  lines: readonly string[],
): P | undefined {
  for (let end = lines.length; end > 0; end -= 1) {
    const text = lines.slice(0, end).join('\n')
    const found = expected.find(({ pattern }) => matchEnd(pattern, text, lines[end - 1] ?? ''))
    if (found) return found
    if (isPrompt(lines[end - 1] ?? '')) return undefined
  }
  return undefined
}

/** Whether the pattern matches within the last line, with or without the blank that follows a prompt. */
function matchEnd(pattern: RegExp, text: string, lastLine: string): boolean {
  return [text, `${text} `].some((candidate) => {
    const match = pattern.exec(candidate)
    return match !== null && match.index + match[0].length > text.length - lastLine.length
  })
}
