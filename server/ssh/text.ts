/** What another machine says, made fit for a message: its first line that says something, without control characters. */
export function firstLine(text: string): string {
  const line = text.split(/[\r\n]+/).find((candidate) => candidate.trim() !== '') ?? ''
  return [...line.trim()]
    .filter((character) => character >= ' ')
    .slice(0, 200)
    .join('')
}
