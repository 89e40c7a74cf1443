'use client'

import { createContext, type ReactNode, use, useCallback, useDeferredValue, useMemo, useState } from 'react'
import { ProblemText } from '@/components/text/problem-text'
import type { FieldNote } from '@/components/ui/form/field'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { stepOf } from '@/lib/cluster/draft/configuration-steps'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import { CROSS_FIELD_CODES, type Problem } from '@/lib/cluster/problem'
import type { Release } from '@/lib/installers/installer'
import { findRelease } from '@/lib/installers/registry'
import type { StepId } from '@/lib/steps/steps'
import { useDraft } from './draft-store'
import { fieldKey } from './field-key'

export interface KeyedProblem extends Problem {
  /** The key of the field (`fieldKey`). */
  key: string
  step: StepId
}

interface Validation {
  release: Release | undefined
  /** All problems, visible or not. */
  problems: readonly KeyedProblem[]
  byKey: ReadonlyMap<string, readonly KeyedProblem[]>
  /** Call on blur: the field's problems become visible. */
  markBlurred: (key: string) => void
  /** Call on focus: new problems of a valid field stay hidden until blur. */
  markFocused: (key: string) => void
  /** Makes all problems of a step visible, when the user leaves it or presses its button. */
  showStepProblems: (step: StepId) => void
  isVisible: (problem: KeyedProblem) => boolean
}

const ValidationContext = createContext<Validation | undefined>(undefined)
/** The key of the focused field. */
const EditedFieldContext = createContext<string | undefined>(undefined)

/** Validates the draft and decides which problems are visible. */
export function ValidationProvider({
  visitedSteps,
  showStepProblems,
  children,
}: {
  /** Steps that the user has visited. */
  visitedSteps: ReadonlySet<StepId>
  showStepProblems: (step: StepId) => void
  children: ReactNode
}) {
  const draft = useDeferredValue(useDraft())
  const [blurredKeys, setBlurredKeys] = useState<ReadonlySet<string>>(new Set())
  const [editedKey, setEditedKey] = useState<string>()
  const [editedNetwork, setEditedNetwork] = useState<string>()
  const release = findRelease(draft.installer, draft.settings)
  const keyedProblems = useMemo<KeyedProblem[]>(
    () =>
      validateDraft(draft, release, CHECK_IDS).map((problem) => ({
        ...problem,
        key: fieldKey(problem.path, draft.hosts),
        step: stepOf(problem.path, release),
      })),
    [draft, release],
  )
  const byKey = useMemo(() => groupByKey(keyedProblems), [keyedProblems])
  const markBlurred = useCallback((key: string) => {
    setEditedKey((now) => (now === key ? undefined : now))
    setEditedNetwork((now) => (now === key ? undefined : now))
    setBlurredKeys((keys) => (keys.has(key) ? keys : new Set(keys).add(key)))
  }, [])
  const markFocused = useCallback(
    (key: string) => {
      setEditedKey(key)
      if (byKey.has(key)) return
      setBlurredKeys((keys) => without(keys, key))
      // Only these fields have such problems; other changes of focus must not render the table of hosts.
      if (key.startsWith('network.')) setEditedNetwork(key)
    },
    [byKey],
  )
  const isVisible = useCallback(
    ({ step, key, code }: KeyedProblem) =>
      visitedSteps.has(step) ||
      blurredKeys.has(key) ||
      (CROSS_FIELD_CODES.has(code) && key !== editedNetwork),
    [visitedSteps, blurredKeys, editedNetwork],
  )
  const value = useMemo(
    () => ({
      release,
      problems: keyedProblems,
      byKey,
      markBlurred,
      markFocused,
      showStepProblems,
      isVisible,
    }),
    [release, keyedProblems, byKey, markBlurred, markFocused, showStepProblems, isVisible],
  )
  return (
    <ValidationContext value={value}>
      <EditedFieldContext value={editedKey}>{children}</EditedFieldContext>
    </ValidationContext>
  )
}

function without(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  if (!keys.has(key)) return keys
  const rest = new Set(keys)
  rest.delete(key)
  return rest
}

function groupByKey(found: readonly KeyedProblem[]): Map<string, KeyedProblem[]> {
  const groups = new Map<string, KeyedProblem[]>()
  for (const problem of found) groups.set(problem.key, [...(groups.get(problem.key) ?? []), problem])
  return groups
}

export function useValidation(): Validation {
  const validation = use(ValidationContext)
  if (!validation) throw new Error('useValidation outside of the wizard')
  return validation
}

/** The key of the focused field, whose value may be incomplete. */
export function useEditedFieldKey(): string | undefined {
  return use(EditedFieldContext)
}

/** The release of the draft; undefined until it is detected. */
export function useRelease(): Release | undefined {
  return useValidation().release
}

/** The message below a field: its most severe visible problem. */
export function useFieldNote(key: string): FieldNote | undefined {
  const { byKey, isVisible } = useValidation()
  const visible = (byKey.get(key) ?? []).filter(isVisible)
  const mostSevere = visible.find(({ severity }) => severity === 'error') ?? visible[0]
  return mostSevere && { severity: mostSevere.severity, text: <ProblemText problem={mostSevere} /> }
}
