'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type CodeLine, CodeView } from '@/components/ui/code-view'
import { type DiffRow, foldUnchanged } from './file-diff'
import { FoldButton } from './fold-button'

const HEIGHT = 'max-h-[36rem]'

/** The complete new file. */
export function WholeFile({ path, text }: { path: string; text: string }) {
  return <CodeView label={path} lines={text} className={HEIGHT} />
}

/** The changes with their context. Unchanged lines can be unfolded. */
export function UnifiedDiff({ path, rows }: { path: string; rows: readonly DiffRow[] }) {
  const t = useTranslations('review.files')
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set())
  const blocks = foldUnchanged(rows)
  if (rows.every(({ mark }) => mark === 'same')) return <p className="text-muted">{t('unchangedText')}</p>
  const lines = blocks.flatMap((block, at): CodeLine[] =>
    block.folded && !unfolded.has(at)
      ? [
          {
            text: (
              <FoldButton count={block.rows.length} onUnfold={() => setUnfolded(new Set(unfolded).add(at))} />
            ),
          },
        ]
      : block.rows.map(({ mark, text, before, after }) => ({ mark, text, number: after ?? before })),
  )
  return <CodeView label={path} lines={lines} marks className={HEIGHT} />
}
