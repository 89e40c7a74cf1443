'use client'

import type { ClipboardEvent } from 'react'
import { useTranslations } from 'use-intl'
import { copyText } from '@/components/ui/button/copy-button'
import { toast } from '@/components/ui/overlay/toast'
import { MAX_LINES } from '@/lib/contract/log'
import type { LogCache } from '../cache/log-cache'
import { fetchWindow } from '../cache/log-requests'
import { lineText } from './line-text'
import type { Rows } from './rows'
import { selectedRange, textBetween } from './selection'
import { plainText } from './styled-spans'

/** Larger selections exceed what a clipboard can handle; use the download instead. */
const MAX_COPIED_LINES = 100_000

export interface LogCopy {
  /** Copies the selection, including rows that are not rendered. */
  onCopy: (event: ClipboardEvent) => void
  /** Copies all visible lines of the filtered log. */
  copyAll: () => void
}

/** Copies lines as plain text, without line numbers. Lines that are not cached are fetched first. */
export function useLogCopy(run: string, lines: LogCache, rows: Rows): LogCopy {
  const t = useTranslations('run.log')

  async function copy(first: number, last: number, trim: (texts: string[]) => string) {
    const count = last - first + 1
    if (count > MAX_COPIED_LINES) return toast('fail', t('tooMany', { most: MAX_COPIED_LINES }))
    const texts = await textsOf(run, lines, rows, first, last).catch(() => undefined)
    const done = texts !== undefined && (await copyText(trim(texts)))
    toast(done ? 'ok' : 'fail', t(done ? 'copied' : 'notCopied', { count }))
  }
  return {
    onCopy(event) {
      const points = selectedRange()
      if (!points) return
      const { from, to } = points
      event.preventDefault()
      const count = Math.min(to.row - from.row, MAX_COPIED_LINES) + 1
      const cached = Array.from({ length: count }, (_, at) => lines.line(rows.lineAt(from.row + at)))
      if (cached.every((line) => line !== undefined))
        event.clipboardData.setData('text/plain', textBetween(cached.map(lineText), from, to))
      else void copy(from.row, to.row, (texts) => textBetween(texts, from, to))
    },
    copyAll: () => void copy(0, rows.count - 1, (texts) => texts.join('\n')),
  }
}

async function textsOf(
  run: string,
  lines: LogCache,
  rows: Rows,
  first: number,
  last: number,
): Promise<string[]> {
  const texts: string[] = []
  let fetched: { from: number; lines: readonly string[] } = { from: 0, lines: [] }
  for (let row = first; row <= last; row += 1) {
    const at = rows.lineAt(row)
    const cached = lines.line(at)
    if (!cached && fetched.lines[at - fetched.from] === undefined)
      fetched = await fetchWindow(run, at, MAX_LINES)
    texts.push(cached ? lineText(cached) : plainText(fetched.lines[at - fetched.from] ?? ''))
  }
  return texts
}
