'use client'

import { type ReactNode, useMemo } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import type { Theme } from '@/components/app-shell/theme'
import { TestConnections } from '@/components/connection-test/test-connections'
import { Toaster } from '@/components/ui/overlay/toast'
import type { Draft } from '@/lib/cluster/draft/draft'
import { ClusterFactsProvider } from './cluster-facts'
import { DraftProvider, useDraft } from './draft/draft-store'
import { FocusFieldProvider } from './draft/focus-field'
import { useDraftSync } from './draft/use-draft-sync'
import { ValidationProvider } from './draft/validation'
import { VerdictsProvider } from './steps/verdicts'
import { useVisitedSteps } from './steps/visited-steps'
import { WizardContext } from './wizard-context'
import { WizardFrame } from './wizard-frame'

/** The wizard of a cluster: the contexts that its steps share, and the frame. */
export function Wizard({ id, theme, children }: { id: string; theme: Theme; children: ReactNode }) {
  return (
    <DraftProvider>
      {(form) => (
        <WizardProviders id={id} form={form} theme={theme}>
          {children}
        </WizardProviders>
      )}
    </DraftProvider>
  )
}

function WizardProviders({
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
  const { openState, saveState, flush, reopen, revision, withSecretVersions } = useDraftSync(id, form, draft)
  const [visitedSteps, markVisited] = useVisitedSteps(id)
  const value = useMemo(
    () => ({ id, visitedSteps, openState, saveState, flush, reopen, revision, withSecretVersions }),
    [id, visitedSteps, openState, saveState, flush, reopen, revision, withSecretVersions],
  )
  return (
    <WizardContext value={value}>
      <ValidationProvider visitedSteps={visitedSteps} showStepProblems={markVisited}>
        <ClusterFactsProvider id={id}>
          <TestConnections />
          <VerdictsProvider>
            <FocusFieldProvider>
              <WizardFrame theme={theme}>{children}</WizardFrame>
              <Toaster />
            </FocusFieldProvider>
          </VerdictsProvider>
        </ClusterFactsProvider>
      </ValidationProvider>
    </WizardContext>
  )
}
