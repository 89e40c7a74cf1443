/** The page key: the half of a session that browsers reveal to pages of this origin only. */
import { PAGE_KEY_HEADER, PAGE_KEY_ITEM } from '@/lib/contract/handshake'

export const pageKey = (): string => localStorage.getItem(PAGE_KEY_ITEM) ?? ''

export const deletePageKey = (): void => localStorage.removeItem(PAGE_KEY_ITEM)

/** Headers of every request for data or actions. */
export const pageKeyHeaders = (): Record<string, string> => ({ [PAGE_KEY_HEADER]: pageKey() })

/** Opens the login form, which leads back to this page. */
export function redirectToLogin(): void {
  const { pathname, search, hash } = window.location
  window.location.replace(`/login?next=${encodeURIComponent(pathname + search + hash)}`)
}
