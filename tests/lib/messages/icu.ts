/** Parses the arguments of an ICU message and their kinds. */

/** Argument names with how they are used: `count` -> `plural`, `name` -> `text`. Throws where braces do not match. */
export function argumentsOf(message: string): Map<string, string> {
  const found = new Map<string, string>()
  const end = readMessage(message, 0, found)
  if (end !== message.length) throw new Error(`unmatched } at ${end} in ${message}`)
  return found
}

/** Reads up to the brace that closes the message, or to the end. */
function readMessage(text: string, start: number, found: Map<string, string>): number {
  let at = start
  while (at < text.length && text[at] !== '}') {
    if (text.startsWith("''", at)) at += 2
    else if (text[at] === "'" && /[{}]/.test(text[at + 1] ?? '')) at = text.indexOf("'", at + 1) + 1
    else if (text[at] === '{') at = readArgument(text, at + 1, found)
    else at += 1
  }
  return at
}

function readArgument(text: string, start: number, found: Map<string, string>): number {
  const head = /^\s*(\w+)\s*(?:,\s*(\w+)\s*,?)?/.exec(text.slice(start))
  if (!head?.[1]) throw new Error(`no argument at ${start} in ${text}`)
  found.set(head[1], found.get(head[1]) ?? head[2] ?? 'text')
  let at = start + head[0].length
  while (text[at] !== '}') {
    if (at >= text.length) throw new Error(`unclosed { at ${start} in ${text}`)
    if (text[at] === '{') at = readMessage(text, at + 1, found)
    at += 1
  }
  return at + 1
}
