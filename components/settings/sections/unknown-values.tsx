'use client'

import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { Notice } from '@/components/ui/feedback/notice'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import type { Parameter } from '@/lib/cluster/release-options'

/** Settings that the release does not have, such as those of another installer, with a button that removes them. */
export function UnknownSettings() {
  const { settings } = useDraft()
  const setDraft = useSetDraft()
  const release = useRelease()
  if (!release) return null
  return (
    <UnknownValues
      path="settings"
      values={settings}
      known={release.sections.flatMap(({ fields }) => fields)}
      onChange={(values) => setDraft('settings', values)}
    />
  )
}

/** Storage parameters that no class of the release has. */
export function UnknownStorageParameters() {
  const { storage } = useDraft()
  const setDraft = useSetDraft()
  const release = useRelease()
  if (!release) return null
  return (
    <UnknownValues
      path="storage.parameters"
      values={storage.parameters}
      known={release.storageClasses.flatMap(({ parameters }) => parameters)}
      onChange={(parameters) => setDraft('storage', { ...storage, parameters })}
    />
  )
}

function UnknownValues({
  path,
  values,
  known,
  onChange,
}: {
  path: string
  values: Readonly<Record<string, string>>
  known: readonly Parameter[]
  onChange: (values: Record<string, string>) => void
}) {
  const t = useTranslations('wizard.settings.unknown')
  const knownKeys = new Set(known.map(({ key }) => key))
  const unknown = Object.keys(values).filter((key) => !knownKeys.has(key) && values[key] !== '')
  if (unknown.length === 0) return null
  function remove() {
    onChange(Object.fromEntries(Object.entries(values).filter(([key]) => knownKeys.has(key))))
  }
  return (
    <Notice
      tone="fail"
      title={t('title', { count: unknown.length })}
      actions={<Button onClick={remove}>{t('remove', { count: unknown.length })}</Button>}
    >
      <ul className="flex flex-wrap gap-x-3 font-mono text-sm">
        {unknown.map((key) => (
          <li key={key} id={`${path}.${key}`} tabIndex={-1}>
            {key}
          </li>
        ))}
      </ul>
    </Notice>
  )
}
