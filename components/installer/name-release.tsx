'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { InlineForm } from '@/components/ui/form/inline-form'
import { SelectField } from '@/components/ui/form/select-field'
import { TextField } from '@/components/ui/form/text-field'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { findInstaller } from '@/lib/installers/registry'

/**
 * Names the release of a package that Taskbox does not recognize, with the reason that is recorded. Hidden if the
 * installer's releases are described by their sources.
 */
export function NameRelease({ onName }: { onName: (release: string, reason: string) => void }) {
  const t = useTranslations('installer.nameRelease')
  const releases = findInstaller(useDraft().installer.id)?.releases ?? []
  const [release, setRelease] = useState('')
  const [reason, setReason] = useState('')
  const [isIncomplete, setIncomplete] = useState(false)
  function submit() {
    if (release === '' || reason.trim() === '') setIncomplete(true)
    else onName(release, reason.trim())
  }
  if (releases.length === 0) return null
  const missing = (text: string) => ({
    note:
      isIncomplete && text.trim() === '' ? { severity: 'error' as const, text: t('required') } : undefined,
  })
  return (
    <fieldset className="mt-3 rounded-md border border-line p-3">
      <legend className="px-1 font-medium">{t('title')}</legend>
      <p className="mb-2 text-sm text-muted">{t('text')}</p>
      <InlineForm className="grid gap-x-4 sm:grid-cols-[14rem_1fr_auto] sm:items-start" onSubmit={submit}>
        <SelectField
          {...missing(release)}
          id="installer.nameRelease.release"
          label={t('release')}
          value={release}
          onChange={setRelease}
          options={[
            { value: '', label: t('choose') },
            ...releases.map(({ id, kubernetes }) => ({
              value: id,
              label: t('option', { id, kubernetes }),
            })),
          ]}
        />
        <TextField
          {...missing(reason)}
          id="installer.nameRelease.reason"
          label={t('reason')}
          hint={t('reasonHint')}
          value={reason}
          onChange={setReason}
        />
        <Button type="submit" className="sm:mt-6">
          {t('action')}
        </Button>
      </InlineForm>
    </fieldset>
  )
}
