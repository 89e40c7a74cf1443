'use client'

import { type ReactNode, useMemo } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import type { Theme } from '@/components/frame/theme'
import { Toaster } from '@/components/ui/toast'
import type { Draft } from '@/lib/cluster/draft'
import { useAskedSteps } from './asked-steps'
import { ClusterFactsProvider } from './cluster-facts'
import { DraftStore, useDraft } from './draft-store'
import { FocusFieldProvider } from './focus-field'
import { WizardFrame } from './frame'
import { Judge } from './judge'
import { useCluster } from './use-cluster'
import { WizardContext } from './wizard-context'

/** Everything that the steps of one cluster share, and the frame around them. */
export function Wizard({ id, theme, children }: { id: string; theme: Theme; children: ReactNode }) {
  return (
    <DraftStore>
      {(form) => (
        <Opened id={id} form={form} theme={theme}>
          {children}
        </Opened>
      )}
    </DraftStore>
  )
}

function Opened({
  id,
  form,
  theme,
  children,
}: {
  id: string
  form: UseFormReturn<Draft>
  theme: Theme
  children: ReactNode
}) {
  const draft = useDraft()
  const { opened, save, flush, reopen, revision, numbered } = useCluster(id, form, draft)
  const [asked, ask] = useAskedSteps(id)
  const value = useMemo(
    () => ({ id, asked, opened, save, flush, reopen, revision, numbered }),
    [id, asked, opened, save, flush, reopen, revision, numbered],
  )
  return (
    <WizardContext value={value}>
      <Judge asked={asked} onAsk={ask}>
        <ClusterFactsProvider id={id}>
          <FocusFieldProvider>
            <WizardFrame theme={theme}>{children}</WizardFrame>
            <Toaster />
          </FocusFieldProvider>
        </ClusterFactsProvider>
      </Judge>
    </WizardContext>
  )
}
