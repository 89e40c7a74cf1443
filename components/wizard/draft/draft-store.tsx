'use client'

import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import { FormProvider, type UseFormReturn, useForm } from 'react-hook-form'
import type { Draft } from '@/lib/cluster/draft/draft'
import { emptyDraft } from '@/lib/cluster/draft/empty-draft'
import { shareStructure } from '@/lib/structural-sharing'

const DraftContext = createContext<Draft | undefined>(undefined)

/** Stores the draft: one form for the whole wizard, and an immutable snapshot of its values. */
export function DraftProvider({ children }: { children: (form: UseFormReturn<Draft>) => ReactNode }) {
  const form = useForm<Draft>({ defaultValues: emptyDraft() })
  const [draft, setDraft] = useState<Draft>(emptyDraft)
  useEffect(
    () =>
      form.subscribe({
        formState: { values: true },
        callback: ({ values }) => setDraft((previous) => shareStructure(previous, values)),
      }),
    [form],
  )
  return (
    <FormProvider {...form}>
      <DraftContext value={draft}>{children(form)}</DraftContext>
    </FormProvider>
  )
}

/** Shows another draft to a part of the page, such as a preview. Its fields still write to the draft of the wizard. */
export function DraftPreview({ draft, children }: { draft: Draft; children: ReactNode }) {
  return <DraftContext value={draft}>{children}</DraftContext>
}

/** The current draft. Unchanged parts keep their identity. */
export function useDraft(): Draft {
  const draft = use(DraftContext)
  if (!draft) throw new Error('useDraft outside of the wizard')
  return draft
}
