'use client'

import { UnfoldVertical } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type CodeLine, CodeView } from '@/components/ui/code-view'
import { cx } from '@/components/ui/cx'
import { type DiffRow, foldRows, pairRows, type RowPair } from './file-diff'

const HEIGHT = 'max-h-[36rem]'
/** A scrollable region must be focusable for keyboard users. */
const FOCUSABLE = { tabIndex: 0 }

/** The existing file on the left and the new one on the right. */
export function SideBySide({ path, rows }: { path: string; rows: readonly DiffRow[] }) {
  const t = useTranslations('review.files')
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set())
  return (
    <section
      aria-label={path}
      {...FOCUSABLE}
      className={cx(HEIGHT, 'overflow-auto rounded-md border border-line bg-sunken')}
    >
      <table className="w-full min-w-3xl table-fixed border-collapse font-mono text-sm">
        <colgroup>
          <col className="w-16" />
          <col />
          <col className="w-16" />
          <col />
        </colgroup>
        <thead>
          <tr className="sticky top-0 bg-surface text-left font-sans text-sm">
            <th scope="col" colSpan={2} className="px-3 py-1.5 font-medium">
              {t('before')}
            </th>
            <th scope="col" colSpan={2} className="border-l border-line px-3 py-1.5 font-medium">
              {t('after')}
            </th>
          </tr>
        </thead>
        {foldRows(rows).map((block, at) => (
          <tbody key={block.rows[0]?.after ?? `gone${block.rows[0]?.before}`}>
            {block.folded && !unfolded.has(at) ? (
              <tr>
                <td colSpan={4} className="px-3 py-1">
                  <FoldButton
                    kind={block.folded}
                    count={block.rows.length}
                    onUnfold={() => setUnfolded(new Set(unfolded).add(at))}
                  />
                </td>
              </tr>
            ) : (
              pairRows(block.rows).map((pair) => <DiffLine key={keyOf(pair)} pair={pair} />)
            )}
          </tbody>
        ))}
      </table>
    </section>
  )
}

const keyOf = ({ left, right }: RowPair) => `${left?.before}-${right?.after}`

function DiffLine({ pair: { left, right } }: { pair: RowPair }) {
  return (
    <tr className="align-top">
      <DiffSide row={left} number={left?.before} background="bg-fail-soft" sign="-" />
      <DiffSide row={right} number={right?.after} background="bg-ok-soft" sign="+" edge />
    </tr>
  )
}

function DiffSide({
  row,
  number,
  background,
  sign,
  edge = false,
}: {
  row: DiffRow | undefined
  number: number | undefined
  background: string
  sign: string
  edge?: boolean
}) {
  const changed = row !== undefined && row.mark !== 'same'
  const classes = cx(changed && background, !row && 'bg-canvas', edge && 'border-l border-line')
  return (
    <>
      <td className={cx('pr-1 text-right text-faint select-none', classes)}>
        {number} <span className="inline-block w-3 text-ink">{changed ? sign : ''}</span>
      </td>
      <td className={cx('pr-2 break-all whitespace-pre-wrap', classes, edge && 'border-l-0')}>
        {row?.text || ' '}
      </td>
    </>
  )
}

/** The complete new file. */
export function WholeFile({ path, text }: { path: string; text: string }) {
  return <CodeView label={path} lines={text} className={HEIGHT} />
}

/** The changes with their context. Unchanged lines can be unfolded. */
export function UnifiedDiff({ path, rows }: { path: string; rows: readonly DiffRow[] }) {
  const t = useTranslations('review.files')
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set())
  const blocks = foldRows(rows)
  if (rows.every(({ mark }) => mark === 'same')) return <p className="text-muted">{t('unchangedText')}</p>
  const lines = blocks.flatMap((block, at): CodeLine[] =>
    block.folded && !unfolded.has(at)
      ? [
          {
            text: (
              <FoldButton
                kind={block.folded}
                count={block.rows.length}
                onUnfold={() => setUnfolded(new Set(unfolded).add(at))}
              />
            ),
          },
        ]
      : block.rows.map(({ mark, text, before, after }) => ({ mark, text, number: after ?? before })),
  )
  return <CodeView label={path} lines={lines} marks className={HEIGHT} />
}

/** Replaces folded lines and unfolds them. */
function FoldButton({
  kind,
  count,
  onUnfold,
}: {
  kind: 'unchanged' | 'comments'
  count: number
  onUnfold: () => void
}) {
  const t = useTranslations('review.files')
  return (
    <button
      type="button"
      onClick={onUnfold}
      className="inline-flex items-center gap-1.5 rounded-sm font-sans text-muted hover:text-ink focus-visible:-outline-offset-2"
    >
      <UnfoldVertical aria-hidden size={14} />
      {t(kind === 'comments' ? 'foldedComments' : 'folded', { count })}
    </button>
  )
}
