'use client'

import { usePathname, useRouter } from 'next/navigation'
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef } from 'react'
import { type StepId, stepHref } from '@/lib/steps/steps'
import { useWizard } from '../wizard-context'

/** Makes a field visible (opens its panel, scrolls to its row) and focuses it. Returns false if it did not. */
export type FieldRevealer = (key: string) => boolean

interface FocusField {
  /** Navigates to the step and focuses the field. */
  focusField: (step: StepId, key: string) => void
  register: (revealer: FieldRevealer) => () => void
}

const FocusContext = createContext<FocusField | undefined>(undefined)
/** How long to wait for a step to render its field. */
const FOCUS_TIMEOUT_MS = 3000
const RETRY_INTERVAL_MS = 50

/** Lets problems link to their fields on any step. */
export function FocusFieldProvider({ children }: { children: ReactNode }) {
  const { id } = useWizard()
  const router = useRouter()
  const pathname = usePathname()
  const revealers = useRef(new Set<FieldRevealer>())
  const pending = useRef<{ key: string; until: number }>(undefined)

  const tryFocus = useCallback(() => {
    const target = pending.current
    if (!target) return
    const found = [...revealers.current].some((reveal) => reveal(target.key)) || focusById(target.key)
    if (found || Date.now() > target.until) pending.current = undefined
    else setTimeout(tryFocus, RETRY_INTERVAL_MS)
  }, [])

  const focusField = useCallback(
    (step: StepId, key: string) => {
      pending.current = { key, until: Date.now() + FOCUS_TIMEOUT_MS }
      const href = stepHref(id, step)
      if (href === pathname) tryFocus()
      else router.push(href)
    },
    [id, pathname, router, tryFocus],
  )
  useEffect(() => {
    if (pathname) tryFocus()
  }, [pathname, tryFocus])

  const register = useCallback((revealer: FieldRevealer) => {
    revealers.current.add(revealer)
    return () => revealers.current.delete(revealer)
  }, [])
  const value = useMemo(() => ({ focusField, register }), [focusField, register])
  return <FocusContext value={value}>{children}</FocusContext>
}

function focusById(key: string): boolean {
  const element = document.getElementById(key)
  if (!element) return false
  element.scrollIntoView({ block: 'center' })
  const target = element.matches('input,textarea,button,select,a,[tabindex]')
    ? element
    : (element.querySelector<HTMLElement>('input,textarea,button,select,[tabindex="0"]') ?? element)
  target.focus({ preventScroll: true })
  return true
}

export function useFocusField(): FocusField['focusField'] {
  return useFocus().focusField
}

/** For components whose fields are not always rendered, such as a virtualized table or a side panel. */
export function useFieldRevealer(revealer: FieldRevealer): void {
  const { register } = useFocus()
  useEffect(() => register(revealer), [register, revealer])
}

function useFocus(): FocusField {
  const focus = use(FocusContext)
  if (!focus) throw new Error('useFocusField outside of the wizard')
  return focus
}
