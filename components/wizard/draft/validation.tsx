'use client'

import { createContext, type ReactNode, use, useCallback, useDeferredValue, useMemo, useState } from 'react'
import { ProblemText } from '@/components/text/problem-text'
import type { FieldNote } from '@/components/ui/field'
import type { Problem } from '@/lib/cluster/problem'
import { validateDraft } from '@/lib/cluster/validate-draft'
import type { Release } from '@/lib/installers/installer'
import { findRelease } from '@/lib/installers/registry'
import { type StepId, stepOf } from '../steps/steps'
import { useDraft } from './draft-store'
import { fieldKey } from './field-key'

export interface KeyedProblem extends Problem {
  /** Key of the field it stands at. */
  key: string
  step: StepId
}

interface Validation {
  release: Release | undefined
  /** Everything that is wrong, shown or not. */
  problems: readonly KeyedProblem[]
  byKey: ReadonlyMap<string, readonly KeyedProblem[]>
  /** A field was left: from now on its problems are shown. */
  left: (key: string) => void
  /** A field is typed into again: a problem that was not shown yet waits until it is left. */
  entered: (key: string) => void
  /** A step was left or its action pressed: all its problems are shown. */
  ask: (step: StepId) => void
  isShown: (problem: KeyedProblem) => boolean
}

const ValidationContext = createContext<Validation | undefined>(undefined)
/** Key of the field that is typed into now. */
const EditedFieldContext = createContext<string | undefined>(undefined)

/** Judges the draft by lib's rules, and knows which verdicts it is time to show. */
export function ValidationProvider({
  asked,
  onAsk,
  children,
}: {
  /** Steps that were visited before. */
  asked: ReadonlySet<StepId>
  onAsk: (step: StepId) => void
  children: ReactNode
}) {
  const draft = useDeferredValue(useDraft())
  const [leftKeys, setLeftKeys] = useState<ReadonlySet<string>>(new Set())
  const [editedKey, setEditedKey] = useState<string>()
  const release = findRelease(draft.installer.release)
  const keyedProblems = useMemo<KeyedProblem[]>(
    () =>
      validateDraft(draft, release).map((problem) => ({
        ...problem,
        key: fieldKey(problem.path, draft.hosts),
        step: stepOf(problem.path),
      })),
    [draft, release],
  )
  const byKey = useMemo(() => groupByKey(keyedProblems), [keyedProblems])
  const left = useCallback((key: string) => {
    setEditedKey((now) => (now === key ? undefined : now))
    setLeftKeys((keys) => (keys.has(key) ? keys : new Set(keys).add(key)))
  }, [])
  const entered = useCallback(
    (key: string) => {
      setEditedKey(key)
      if (!byKey.has(key)) setLeftKeys((keys) => without(keys, key))
    },
    [byKey],
  )
  const isShown = useCallback(
    (problem: KeyedProblem) => asked.has(problem.step) || leftKeys.has(problem.key),
    [asked, leftKeys],
  )
  const value = useMemo(
    () => ({ release, problems: keyedProblems, byKey, left, entered, ask: onAsk, isShown }),
    [release, keyedProblems, byKey, left, entered, onAsk, isShown],
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
  if (!validation) throw new Error('useJudgement outside of the wizard')
  return validation
}

/** Key of the field that is typed into now; what it holds is not finished. */
export function useEditedFieldKey(): string | undefined {
  return use(EditedFieldContext)
}

/** The release that the draft names; undefined: none is known yet. */
export function useRelease(): Release | undefined {
  return useValidation().release
}

/** What to show under a field now: its worst problem in words, once it is time. */
export function useFieldNote(key: string): FieldNote | undefined {
  const { byKey, isShown } = useValidation()
  const visible = (byKey.get(key) ?? []).filter(isShown)
  const worst = visible.find(({ severity }) => severity === 'error') ?? visible[0]
  return worst && { severity: worst.severity, text: <ProblemText problem={worst} /> }
}
