/** The first non-blank line of remote output, for a message: at most 200 characters, no control characters. */
export function firstLine(text: string): string {
  const line = text.split(/[\r\n]+/).find((candidate) => candidate.trim() !== '') ?? ''
  return [...line.trim()]
    .filter((character) => character >= ' ')
    .slice(0, 200)
    .join('')
}
