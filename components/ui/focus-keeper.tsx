'use client'

import { useEffect } from 'react'

const FOCUSABLE =
  'a[href],button:not([disabled]),input:not([type="file"]):not([disabled]),textarea,select,[tabindex]:not([tabindex="-1"])'
/** On a control that has the focus because another one disappeared, until a person uses it. */
export const KEPT_FOCUS = 'data-kept-focus'
/** Elements that had the focus, latest last: a dialog returns the focus to the control that opened it. */
const MAX_REMEMBERED = 8

/** Where a removed element was. */
interface Gap {
  parent: Node
  before: Node | null
  after: Node | null
  /** The tag of the removed list item or row, and the position of the element among its controls. */
  item: string
  position: number
}

/**
 * Moves the focus to the next control when the focused one disappears, such as a button that removes its own row.
 * Browsers would focus the body, and the keyboard would start at the top of the page.
 */
export function FocusKeeper(): null {
  useEffect(() => {
    let remembered: HTMLElement[] = []
    const gaps = new WeakMap<HTMLElement, Gap>()
    let frame = 0
    const onFocusIn = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement)
        remembered = [...remembered.filter((one) => one !== target), target].slice(-MAX_REMEMBERED)
    }
    const observer = new MutationObserver((records) => {
      const removed = remembered.filter((one) => !one.isConnected && !gaps.has(one))
      for (const one of removed) {
        const gap = findGap(one, records)
        if (gap) gaps.set(one, gap)
      }
      if (removed.length === 0) return
      cancelAnimationFrame(frame)
      // Two frames, since React and a closing dialog may still move the focus.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => restoreFocus(remembered, gaps))
      })
    })
    document.addEventListener('focusin', onFocusIn)
    observer.observe(document.body, { childList: true, subtree: true })
    return () => {
      document.removeEventListener('focusin', onFocusIn)
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [])
  return null
}

function findGap(element: HTMLElement, records: readonly MutationRecord[]): Gap | undefined {
  for (const { target, removedNodes, previousSibling, nextSibling } of records)
    for (const node of removedNodes)
      if (node instanceof HTMLElement && node.contains(element))
        return {
          ...{ parent: target, before: previousSibling, after: nextSibling, item: node.tagName },
          position: controlsIn(node).indexOf(element),
        }
  return undefined
}

function restoreFocus(remembered: readonly HTMLElement[], gaps: WeakMap<HTMLElement, Gap>): void {
  if (document.activeElement !== document.body || !document.hasFocus()) return
  for (const element of remembered.toReversed()) {
    const gap = gaps.get(element)
    const next = element.isConnected ? element : gap && nextControl(gap)
    if (!next || !isVisible(next)) continue
    markKept(next)
    // Without scrolling: rows also disappear when a long table is scrolled.
    next.focus({ preventScroll: true })
    return
  }
}

function markKept(control: HTMLElement): void {
  const end = () => control.removeAttribute(KEPT_FOCUS)
  control.setAttribute(KEPT_FOCUS, '')
  control.addEventListener('keydown', end, { once: true })
  control.addEventListener('blur', end, { once: true })
}

/** The same control of the next or previous item, else the first control after the gap, else the one before it. */
function nextControl({ parent, before, after, item, position }: Gap): HTMLElement | undefined {
  for (const sibling of [after, before])
    if (sibling instanceof HTMLElement && sibling.isConnected && sibling.tagName === item) {
      const controls = controlsIn(sibling)
      const same = controls[position] ?? controls[0]
      if (same) return same
    }
  const root = parent.isConnected && parent instanceof HTMLElement ? parent : undefined
  if (!root) return undefined
  const all = controlsIn(root.closest('[role="dialog"],main') ?? document.body)
  const isBehind = (control: HTMLElement): boolean => {
    if (before?.isConnected) return isAfter(before, control) && !before.contains(control)
    return root.contains(control) || isAfter(root, control)
  }
  return all.find(isBehind) ?? all.at(-1)
}

const controlsIn = (root: Element): HTMLElement[] =>
  [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(({ tabIndex }) => tabIndex >= 0)

const isVisible = (element: HTMLElement): boolean => element.checkVisibility()

const isAfter = (one: Node, other: Node): boolean =>
  (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
