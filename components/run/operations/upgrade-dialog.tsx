'use client'

import { type ComponentProps, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { SelectField } from '@/components/ui/form/select-field'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { OperationDialog } from './operation-dialog'
import type { ClusterOperations } from './use-cluster-operations'
import { useOperationStart } from './use-operation-start'

/** Upgrades the cluster to a version of the release. The choice changes the settings, unless the start is refused. */
export function UpgradeDialog({
  operations: { kubernetes, upgrades },
  onClose,
}: {
  operations: ClusterOperations
  onClose: () => void
}) {
  const t = useTranslations('operations.upgrade.dialog')
  const { name, settings } = useDraft()
  const setDraft = useSetDraft()
  const [version, setVersion] = useState(upgrades[0]?.version ?? '')
  const field = useRef<HTMLElement>(null)
  const start = useOperationStart('trust', onClose)
  const chosen = upgrades.find((upgrade) => upgrade.version === version)

  function upgrade() {
    if (!chosen) return
    void start.start(
      { id: 'upgrade', from: kubernetes },
      {
        apply: () => setDraft('settings', { ...settings, [chosen.setting]: chosen.value }),
        revert: () => setDraft('settings', settings),
      },
    )
  }
  const options: ComponentProps<typeof SelectField>['options'] = upgrades.map((upgrade) => ({
    value: upgrade.version,
    label: upgrade.version,
  }))
  return (
    <OperationDialog
      title={t('title', { name: name.trim() })}
      text={t('text', { version: kubernetes })}
      action={t('action', { version })}
      start={start}
      initialFocus={field}
      onStart={upgrade}
      onClose={onClose}
    >
      <div
        ref={(container) => {
          field.current = container?.querySelector<HTMLElement>('[role=combobox]') ?? null
        }}
      >
        <SelectField
          label={t('version')}
          hint={t('hint')}
          lines={1}
          mono
          value={version}
          options={options}
          onChange={setVersion}
        />
      </div>
    </OperationDialog>
  )
}
