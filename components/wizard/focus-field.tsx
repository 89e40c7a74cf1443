'use client'

import { usePathname, useRouter } from 'next/navigation'
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef } from 'react'
import { type StepId, stepHref } from './steps'
import { useWizard } from './wizard-context'

/** Brings a field to the screen (opens its panel, scrolls to its row) and focuses it; false: not mine. */
export type Bringer = (key: string) => boolean

interface FocusField {
  /** Goes to the step and focuses the field. */
  focusField: (step: StepId, key: string) => void
  register: (bringer: Bringer) => () => void
}

const FocusContext = createContext<FocusField | undefined>(undefined)
/** How long a step may take to appear before its field is given up on, in milliseconds. */
const APPEARS_WITHIN_MS = 3000
const LOOK_EVERY_MS = 50

/** Lets every problem link to the field that mends it, on whichever step that stands. */
export function FocusFieldProvider({ children }: { children: ReactNode }) {
  const { id } = useWizard()
  const router = useRouter()
  const pathname = usePathname()
  const bringers = useRef(new Set<Bringer>())
  const wanted = useRef<{ key: string; until: number }>(undefined)

  const seek = useCallback(() => {
    const want = wanted.current
    if (!want) return
    const found = [...bringers.current].some((bring) => bring(want.key)) || focusById(want.key)
    if (found || Date.now() > want.until) wanted.current = undefined
    else setTimeout(seek, LOOK_EVERY_MS)
  }, [])

  const focusField = useCallback(
    (step: StepId, key: string) => {
      wanted.current = { key, until: Date.now() + APPEARS_WITHIN_MS }
      const href = stepHref(id, step)
      if (href === pathname) seek()
      else router.push(href)
    },
    [id, pathname, router, seek],
  )
  useEffect(() => {
    if (pathname) seek()
  }, [pathname, seek])

  const register = useCallback((bringer: Bringer) => {
    bringers.current.add(bringer)
    return () => bringers.current.delete(bringer)
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

/** For parts whose fields are not always on the screen: a table of many rows, a side panel. */
export function useBringer(bringer: Bringer): void {
  const { register } = useFocus()
  useEffect(() => register(bringer), [register, bringer])
}

function useFocus(): FocusField {
  const focus = use(FocusContext)
  if (!focus) throw new Error('useFocusField outside of the wizard')
  return focus
}
