import { KEPT_FOCUS } from '@/components/ui/focus-keeper'

/** Fields that receive typed text. */
const TEXT_ENTRY =
  'textarea, select, [contenteditable=""], [contenteditable="true"], ' +
  'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"])'
const DIALOG = '[role="dialog"], [role="alertdialog"]'
const ACTIVATED_BY_KEY = 'a[href], button, summary, [role="button"], [role="checkbox"], [role="tab"]'

/**
 * Whether a field that appears on its own may receive the focus. Otherwise it would receive keys for another element:
 * text for a field or dialog, or Enter for a control that was reached by keyboard. A control that only got the focus
 * because another one disappeared may lose it again.
 */
export function mayMoveFocus(active: Element | null): boolean {
  if (!active) return true
  if (active.matches(TEXT_ENTRY) || active.closest(DIALOG)) return false
  if (active.hasAttribute(KEPT_FOCUS)) return true
  return !(active.matches(ACTIVATED_BY_KEY) && active.matches(':focus-visible'))
}
