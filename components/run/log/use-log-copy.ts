'use client'

import type { ClipboardEvent } from 'react'
import { useTranslations } from 'use-intl'
import { copyText } from '@/components/ui/copy-button'
import { toast } from '@/components/ui/toast'
import { MAX_LINES } from '@/lib/contract/log'
import { lineText } from './line-text'
import type { LogCache } from './log-cache'
import { fetchWindow } from './log-requests'
import type { Rows } from './rows'
import { selectedRange, textBetween } from './selection'
import { plainText } from './styled-spans'

/** More are too much for a clipboard; the download has them. */
const MAX_COPIED_LINES = 100_000

export interface LogCopy {
  /** Copies what is selected, rows out of sight included. */
  onCopy: (event: ClipboardEvent) => void
  /** Copies all that is shown. */
  copyAll: () => void
}

/** Copies lines as they are read: without escape codes and numbers. What is not in the page is fetched first. */
export function useLogCopy(run: string, lines: LogCache, rows: Rows): LogCopy {
  const t = useTranslations('run.log')

  async function copy(first: number, last: number, cut: (texts: string[]) => string) {
    const count = last - first + 1
    if (count > MAX_COPIED_LINES) return toast('fail', t('tooMany', { most: MAX_COPIED_LINES }))
    const texts = await textsOf(run, lines, rows, first, last).catch(() => undefined)
    const done = texts !== undefined && (await copyText(cut(texts)))
    toast(done ? 'ok' : 'fail', t(done ? 'copied' : 'notCopied', { count }))
  }
  return {
    onCopy(event) {
      const points = selectedRange()
      if (!points) return
      const { from, to } = points
      event.preventDefault()
      const count = Math.min(to.row - from.row, MAX_COPIED_LINES) + 1
      const here = Array.from({ length: count }, (_, at) => lines.line(rows.lineAt(from.row + at)))
      if (here.every((line) => line !== undefined))
        event.clipboardData.setData('text/plain', textBetween(here.map(lineText), from, to))
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
    const here = lines.line(at)
    if (!here && fetched.lines[at - fetched.from] === undefined)
      fetched = await fetchWindow(run, at, MAX_LINES)
    texts.push(here ? lineText(here) : plainText(fetched.lines[at - fetched.from] ?? ''))
  }
  return texts
}
