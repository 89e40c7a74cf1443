import { cookies, headers } from 'next/headers'
import { THEMES, type Theme } from '@/components/app-shell/theme'
import { chooseLanguage, LANGUAGES, type Language } from '@/lib/messages/languages'

/** The language of this request: the user's choice, or the browser's preference. */
export async function requestLanguage(): Promise<Language> {
  const chosen = (await cookies()).get('language')?.value
  const known = LANGUAGES.find((language) => language === chosen)
  return known ?? chooseLanguage((await headers()).get('accept-language') ?? undefined)
}

/** The theme of this request; default: the system's. */
export async function requestTheme(): Promise<Theme> {
  const chosen = (await cookies()).get('theme')?.value
  return THEMES.find((theme) => theme === chosen) ?? 'system'
}
