/** Translates messages outside the browser, in the language of the environment (LC_ALL, LC_MESSAGES, LANG). */
import { createTranslator } from 'use-intl/core'
import { stripMarkers, toHtml, wrapInTag } from '@/lib/checks/report/html'
import en from '@/lib/messages/en/index'
import { chooseLanguage, type Language } from '@/lib/messages/languages'
import zhCN from '@/lib/messages/zh-CN/index'

const messages = { en, 'zh-CN': zhCN }

export type Translate = (key: string, facts?: Record<string, string | number>) => string

const passThrough = (inside: string) => inside
/** Messages contain tags for the pages (`components/text/rich-tags.tsx`). In plain text only `pre` matters: its own line. */
const TAGS = {
  p: passThrough,
  strong: passThrough,
  code: passThrough,
  pre: (inside: string) => `\n  ${inside}\n`,
}

/** Removes blank lines, and the space around the line breaks of `pre`. */
const trimBlankLines = (text: string) =>
  text
    .replace(/(?<! ) *\n(?:\s*\n)?/g, '\n')
    .replace(/\n (?=\S)/g, '\n')
    .trim()

/** Translates to HTML, for pages without React. Returns an empty string for an unknown key. */
export function htmlTranslator(language: Language): Translate {
  const t = createTranslator({ locale: language, messages: messages[language], timeZone: 'UTC' })
  const tags = {
    p: wrapInTag('p'),
    strong: wrapInTag('strong'),
    code: wrapInTag('code'),
    pre: wrapInTag('pre'),
  }
  return (key, facts = {}) => {
    if (!t.has(key as never)) return ''
    const unmarkedFacts = Object.fromEntries(
      Object.entries(facts).map(([name, fact]) => [name, stripMarkers(fact)]),
    )
    return toHtml(t.markup(key as never, { ...unmarkedFacts, ...tags } as never))
  }
}

const MARKDOWN_TAGS = {
  p: passThrough,
  strong: (inside: string) => `**${inside}**`,
  code: (inside: string) => `\`${inside}\``,
  pre: (inside: string) => `\n\n\`\`\`sh\n${inside}\n\`\`\`\n\n`,
}

/** Translates to Markdown. Facts are untrusted: they stay on one line, and cannot end a code span. */
export function markdownTranslator(language: Language): Translate {
  const t = createTranslator({ locale: language, messages: messages[language] })
  const plain = (fact: string | number) =>
    typeof fact === 'string' ? fact.replace(/\s+/g, ' ').replaceAll('`', "'") : fact
  return (key, facts = {}) => {
    const plainFacts = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, plain(fact)]))
    return t.markup(key as never, { ...plainFacts, ...MARKDOWN_TAGS } as never).trim()
  }
}

export function translator(language: Language = environmentLanguage()): Translate {
  const t = createTranslator({ locale: language, messages: messages[language] })
  return (key, facts) => trimBlankLines(t.markup(key as never, { ...facts, ...TAGS } as never))
}

export function environmentLanguage(): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  return chooseLanguage(LC_ALL || LC_MESSAGES || LANG)
}
