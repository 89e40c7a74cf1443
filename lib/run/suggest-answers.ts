/** Detects the answers that a prompt offers in its text: choices such as "(yes/no)", menus, quoted words, and Enter. */

/** Alternatives are expected next to the prompt; a menu may be longer. */
const CHOICE_LINES = 3
const MENU_LINES = 40
const MAX_CHOICES = 6

/** "(yes/no)", "[y/N]", "（是/否）". A bracketed word inside is a placeholder, as in ssh's "(yes/no/[fingerprint])". */
const CHOICES = /[([（【]([^()（）【】\n]{3,60})[)\]）】]/gu
const BARE_CHOICES = /(?<![\p{L}\p{N}/])(yes\/no|y\/n|是\/否)(?![\p{L}\p{N}/])/giu
const WORD = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,15}$/u

/** "Type 'yes' to continue", “输入 "yes" 继续” */
const QUOTED = /(?:\b(?:type|enter|input|write)\b|输入|键入)\s*['"“‘「`]([\p{L}\p{N}_-]{1,16})['"”’」`]/giu

/** "1) All-in-one", "[2] Multi-node", "3. Quit", "4、退出"; ornaments may precede the number. */
const MENU_ITEM = /^[\s*#|•·-]*(?:[[(（](\d{1,2})[\])）]|(\d{1,2})(?:[).:：、）]|\s+-))\s*\S/u

const ENTER_KEY =
  /\b(?:press|hit)\b.{0,20}\b(?:enter|return|any key)\b|\bany key to\b|<enter>|按.{0,6}(?:回车|任意键|enter)/iu

/** @param text the end of the output, without ANSI escapes. @returns distinct answers in the order of the text */
export function suggestAnswers(text: string): string[] {
  const lines = text.trimEnd().split('\n')
  const last = lines.slice(-CHOICE_LINES).join('\n')
  const choices = offeredChoices(last)
  if (choices.length > 0) return choices
  const menu = menuNumbers(lines.slice(-MENU_LINES))
  if (menu.length > 0) return menu
  const quoted = [...last.matchAll(QUOTED)].map(([, word = '']) => word)
  if (quoted.length > 0) return [...new Set(quoted)]
  return ENTER_KEY.test(last) ? [''] : []
}

/** The last group of choices. */
function offeredChoices(text: string): string[] {
  const groups = [...text.matchAll(CHOICES), ...text.matchAll(BARE_CHOICES)]
  const found = groups
    .sort((one, other) => one.index - other.index)
    .map(([, group = '']) => splitChoices(group))
    .filter((words) => words.length > 0)
  return found.at(-1) ?? []
}

function splitChoices(group: string): string[] {
  const words = group
    .split(/[/|]/)
    .map((word) => word.trim())
    .filter((word) => !/^\[.{2,}\]$/.test(word))
    .map((word) => word.replace(/[[\]]/g, ''))
  const isOffer = words.length >= 2 && words.length <= MAX_CHOICES && words.every((word) => WORD.test(word))
  // "(3/20)" is a counter and "2018/12/08" a date.
  if (!isOffer || words.every((word) => /^\d+$/.test(word))) return []
  return words.map((word) => (/^[A-Z]$/.test(word) ? word.toLowerCase() : word))
}

/** The numbers of the last menu: consecutive ones from 0 or 1. */
function menuNumbers(lines: readonly string[]): string[] {
  let numbers: number[] = []
  for (const line of lines) {
    const [, bracketed, plain] = MENU_ITEM.exec(line) ?? []
    const number = Number(bracketed ?? plain ?? Number.NaN)
    if (number === (numbers.at(-1) ?? Number.NaN) + 1) numbers.push(number)
    else if (number <= 1) numbers = [number]
  }
  return numbers.length >= 2 ? numbers.map(String) : []
}
