/** The supported languages. English is the reference: its keys are the type, and a test compares the others with it. */
export const LANGUAGES = ['en', 'zh-CN'] as const
export type Language = (typeof LANGUAGES)[number]

/** Chooses a language from a browser's or a shell's preference (`zh-TW, en;q=0.8`, `zh_CN.UTF-8`). */
export function chooseLanguage(requested: string | undefined): Language {
  const first = (requested ?? '').split(/[,;]/).find((tag) => /^\s*(en|zh)/i.test(tag))
  return first && /^\s*zh/i.test(first) ? 'zh-CN' : 'en'
}
