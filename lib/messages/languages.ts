/** The languages that Taskbox speaks. English is the reference: its keys are the type, and a test holds the others to it. */
export const LANGUAGES = ['en', 'zh-CN'] as const
export type Language = (typeof LANGUAGES)[number]

/** Picks a language from what a browser or a shell says it wants (`zh-TW, en;q=0.8`, `zh_CN.UTF-8`). */
export function chooseLanguage(requested: string | undefined): Language {
  const first = (requested ?? '').split(/[,;]/).find((tag) => /^\s*(en|zh)/i.test(tag))
  return first && /^\s*zh/i.test(first) ? 'zh-CN' : 'en'
}
