/** The half of a session that no other server receives: the browser gives it to pages of this origin alone. */
import { PAGE_KEY_HEADER, PAGE_KEY_ITEM } from '@/lib/contract/handshake'

export const pageKey = (): string => localStorage.getItem(PAGE_KEY_ITEM) ?? ''

export const deletePageKey = (): void => localStorage.removeItem(PAGE_KEY_ITEM)

/** What every request for data or action is sent with. */
export const pageKeyHeaders = (): Record<string, string> => ({ [PAGE_KEY_HEADER]: pageKey() })

/** Leads to the form for signing in, and from there back to this page. */
export function redirectToLogin(): void {
  const { pathname, search, hash } = window.location
  window.location.replace(`/login?next=${encodeURIComponent(pathname + search + hash)}`)
}
