export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const YEAR_S = 365 * 24 * 60 * 60

/** Stores a preference in a cookie, so that the server renders the first paint with it. */
export function storePreference(name: 'theme' | 'language', value: string): void {
  // The Cookie Store API needs a secure context, which plain HTTP does not provide.
  Object.assign(document, { cookie: `${name}=${value}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax` })
}
