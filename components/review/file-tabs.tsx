'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Segmented } from '@/components/ui/form/segmented'
import { Tabs } from '@/components/ui/layout/tabs'
import type { FilePreview } from '@/lib/contract/socket'
import { SideBySide, UnifiedDiff, WholeFile } from './diff-views'
import { countChanges, diffRows } from './file-diff'

type View = 'changes' | 'sideBySide' | 'whole'
const VIEWS = ['changes', 'sideBySide', 'whole'] as const

/** The files in tabs: as a unified diff, as a side-by-side diff, or complete. */
export function FileTabs({ files }: { files: readonly FilePreview[] }) {
  const t = useTranslations('review.files')
  const [path, setPath] = useState(files[0]?.path ?? '')
  const [view, setView] = useState<View>('changes')
  return (
    <div className="flex flex-col gap-3">
      <Tabs
        label={t('title')}
        value={path}
        onChange={setPath}
        tabs={files.map((file) => ({
          value: file.path,
          label: <TabLabel file={file} />,
          panel: (
            <div className="flex flex-col gap-3">
              {file.present !== undefined && (
                <Segmented
                  label={t('view')}
                  hideLabel
                  value={view}
                  onChange={setView}
                  options={VIEWS.map((value) => ({ value, label: t(`views.${value}`) }))}
                />
              )}
              <File file={file} view={view} />
            </div>
          ),
        }))}
      />
    </div>
  )
}

function TabLabel({ file: { path, present, text } }: { file: FilePreview }) {
  const t = useTranslations('review.files')
  const { added, removed } = countChanges(diffRows(present ?? '', text))
  return (
    <>
      <span className="font-mono text-sm">{path}</span>
      <span className="text-sm font-normal text-muted">
        {present === undefined
          ? t('new')
          : added + removed === 0
            ? t('unchanged')
            : t('changed', { added, removed })}
      </span>
    </>
  )
}

function File({ file: { path, text, present }, view }: { file: FilePreview; view: View }) {
  const t = useTranslations('review.files')
  if (present === undefined)
    return (
      <>
        <p className="text-muted">{t('newText')}</p>
        <WholeFile path={path} text={text} />
      </>
    )
  if (view === 'whole') return <WholeFile path={path} text={text} />
  const rows = diffRows(present, text)
  return view === 'sideBySide' ? (
    <SideBySide path={path} rows={rows} />
  ) : (
    <UnifiedDiff path={path} rows={rows} />
  )
}
