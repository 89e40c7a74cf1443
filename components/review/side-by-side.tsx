'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { type DiffRow, foldUnchanged, pairRows, type RowPair } from './file-diff'
import { FoldButton } from './fold-button'

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
      className="max-h-[36rem] overflow-auto rounded-md border border-line bg-sunken"
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
        {foldUnchanged(rows).map((block, at) => (
          <tbody key={block.rows[0]?.after ?? `gone${block.rows[0]?.before}`}>
            {block.folded && !unfolded.has(at) ? (
              <tr>
                <td colSpan={4} className="px-3 py-1">
                  <FoldButton
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
      <DiffSide row={left} number={left?.before} look="bg-fail-soft" sign="-" />
      <DiffSide row={right} number={right?.after} look="bg-ok-soft" sign="+" edge />
    </tr>
  )
}

function DiffSide({
  row,
  number,
  look,
  sign,
  edge = false,
}: {
  row: DiffRow | undefined
  number: number | undefined
  look: string
  sign: string
  edge?: boolean
}) {
  const changed = row !== undefined && row.mark !== 'same'
  const ground = cx(changed && look, !row && 'bg-canvas', edge && 'border-l border-line')
  return (
    <>
      <td className={cx('pr-1 text-right text-faint select-none', ground)}>
        {number} <span className="inline-block w-3 text-ink">{changed ? sign : ''}</span>
      </td>
      <td className={cx('pr-2 break-all whitespace-pre-wrap', ground, edge && 'border-l-0')}>
        {row?.text || ' '}
      </td>
    </>
  )
}
