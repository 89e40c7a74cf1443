/** Renders a log line like a terminal, split into spans of one style each. */
import Anser from 'anser'
import { activeColoursAfter, parseColourCodes } from '@/lib/log/sgr'
import { renderTerminalLine } from '@/lib/log/terminal-line'

export interface StyledSpan {
  text: string
  /** Class names that use the theme's colours. */
  className: string
}

const ESC = '\u001b'
const TAB_COLUMNS = 8

/** Maps terminal colours to the theme. Cyan is muted, since Ansible prints skipped and included tasks in it. */
const COLOUR_CLASSES: Record<string, string> = {
  'ansi-red': 'text-fail',
  'ansi-green': 'text-ok',
  'ansi-yellow': 'text-warn',
  'ansi-blue': 'text-accent',
  'ansi-magenta': 'text-unknown',
  'ansi-cyan': 'text-muted',
  'ansi-black': 'text-muted',
  'ansi-bright-red': 'text-fail',
  'ansi-bright-green': 'text-ok',
  'ansi-bright-yellow': 'text-warn',
  'ansi-bright-blue': 'text-accent',
  'ansi-bright-magenta': 'text-unknown',
  'ansi-bright-cyan': 'text-muted',
  'ansi-bright-black': 'text-muted',
}
const DECORATION_CLASSES: Record<string, string> = {
  bold: 'font-semibold',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'line-through',
}

/** The text of a line without escape sequences, tabs expanded: the text that is shown, searched and copied. */
export function plainText(raw: string): string {
  return expandTabs(renderTerminalLine(raw))
}

/** Splits a line into styled spans. `activeColours` are the colour sequences active at its start. */
export function lineSpans(raw: string, activeColours: string): StyledSpan[] {
  const line = textAfterReturns(raw, activeColours)
  if (line === undefined) return [{ text: plainText(raw), className: '' }]
  if (!line.includes(ESC)) return [{ text: expandTabs(line), className: '' }]
  const parts = Anser.ansiToJson(line, { json: true, use_classes: true, remove_empty: true })
  let column = 0
  return parts.map(({ content, fg, decorations }) => {
    const text = expandTabs(content, column)
    column += text.length
    const classNames = [
      COLOUR_CLASSES[fg] ?? '',
      ...decorations.map((decoration) => DECORATION_CLASSES[decoration] ?? ''),
    ]
    return { text, className: classNames.filter(Boolean).join(' ') }
  })
}

/**
 * The text that remains of a line that overwrites itself with returns, including colours. Undefined if the line has to be
 * rendered to know the remaining text, which removes its colours.
 */
function textAfterReturns(raw: string, activeColours: string): string | undefined {
  const line = raw.replace(/\r+$/, '')
  if (!line.includes('\r')) return hasOnlyColours(line) ? activeColours + line : undefined
  const parts = line.split('\r')
  const last = parts.pop() ?? ''
  if (!hasOnlyColours(last)) return undefined
  const width = renderTerminalLine(last).length
  if (parts.some((part) => renderTerminalLine(part).length > width)) return undefined
  return parts.reduce((colours, part) => activeColoursAfter(colours, part), activeColours) + last
}

/** Whether tabs and colour sequences are the only control characters in a text. */
function hasOnlyColours(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x1b) {
      const codes = parseColourCodes(text, at)
      if (codes === undefined) return false
      at += codes.length + 2
    } else if ((code < 0x20 && code !== 0x09) || code === 0x7f) return false
  }
  return true
}

function expandTabs(text: string, column = 0): string {
  if (!text.includes('\t')) return text
  let out = ''
  for (const character of text) {
    const spaces = TAB_COLUMNS - ((column + out.length) % TAB_COLUMNS)
    out += character === '\t' ? ' '.repeat(spaces) : character
  }
  return out
}
