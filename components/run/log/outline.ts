/** Which lines of a log hold what: plays, tasks and results; and out of that, which lines to show. */
import { type BannerKind, type OutlinePiece, RESULT_STATUSES } from '@/lib/contract/log'

export type Status = (typeof RESULT_STATUSES)[number]

export interface Outline {
  readonly banners: { line: number; kind: BannerKind }[]
  readonly hosts: string[]
  /** Line, lines that it takes, host's number, status' number: four numbers a result. */
  readonly results: number[]
  /** Lines before this one are known. */
  through: number
}

export const createOutline = (): Outline => ({ banners: [], hosts: [], results: [], through: 0 })

const WIDTH = 4

/** The last line at which reading may go on: everything from there on is forgotten. */
export function goBack(outline: Outline): number {
  const at = outline.banners.findLastIndex(({ kind }) => kind !== 'end')
  const from = outline.banners[at]?.line ?? 0
  outline.banners.length = Math.max(0, at)
  let end = outline.results.length
  while (end > 0 && (outline.results[end - WIDTH] ?? 0) >= from) end -= WIDTH
  outline.results.length = end
  outline.through = from
  return from
}

/** Takes the pieces of one answer, in their order. */
export function createTaker(outline: Outline): (piece: OutlinePiece) => void {
  const numbers: number[] = []
  return (piece) => {
    for (const name of piece.hosts) {
      const known = outline.hosts.indexOf(name)
      numbers.push(known < 0 ? outline.hosts.push(name) - 1 : known)
    }
    for (const banner of piece.banners) outline.banners.push(banner)
    let line = 0
    for (let at = 0; at < piece.results.length; at += WIDTH) {
      line += piece.results[at] ?? 0
      const host = numbers[piece.results[at + 2] ?? 0] ?? 0
      outline.results.push(line, piece.results[at + 1] ?? 1, host, piece.results[at + 3] ?? 0)
    }
    outline.through = piece.through
  }
}

export interface Choice {
  host: string | undefined
  status: Status | undefined
  /** Lines of plays and tasks that are folded. */
  folded: ReadonlySet<number>
}

/** Lines from the one to before the other. */
type Span = [from: number, to: number]

/** Which of `count` lines are shown. Where only a host's or a status' lines are, each stands below its task's and play's. */
export function shownSpans(outline: Outline, choice: Choice, count: number): Span[] {
  const { host, status } = choice
  const isChosen = host !== undefined || status !== undefined
  const spans: Span[] = isChosen ? chosen(outline, host, status) : [[0, count]]
  return choice.folded.size === 0 ? spans : without(spans, hidden(outline, choice.folded, count))
}

function chosen({ banners, hosts, results }: Outline, host?: string, status?: Status): Span[] {
  const wantedHost = host === undefined ? undefined : hosts.indexOf(host)
  const wantedStatus = status === undefined ? undefined : RESULT_STATUSES.indexOf(status)
  const spans: Span[] = []
  /** The play's banner and the task's, as long as they are not shown. */
  const heads: { play?: number; task?: number } = {}
  let next = 0
  for (let at = 0; at < results.length; at += WIDTH) {
    const line = results[at] ?? 0
    for (let banner = banners[next]; banner && banner.line < line; banner = banners[++next]) {
      delete heads.task
      if (banner.kind === 'task') heads.task = banner.line
      else if (banner.kind === 'play') heads.play = banner.line
      else delete heads.play
    }
    if (wantedHost !== undefined && results[at + 2] !== wantedHost) continue
    if (wantedStatus !== undefined && results[at + 3] !== wantedStatus) continue
    for (const head of [heads.play, heads.task]) if (head !== undefined) spans.push([head, head + 1])
    delete heads.play
    delete heads.task
    spans.push([line, line + (results[at + 1] ?? 1)])
  }
  return spans
}

/** What the folded plays and tasks hide: everything behind their banners. */
function hidden({ banners }: Outline, folded: ReadonlySet<number>, count: number): Span[] {
  const spans: Span[] = []
  for (const [at, { line, kind }] of banners.entries()) {
    if (!folded.has(line) || line < (spans.at(-1)?.[1] ?? 0)) continue
    const next = endOf(banners, at, kind)
    spans.push([line + 1, next?.line ?? count])
  }
  return spans
}

/** The banner that ends what begins at another one. */
function endOf(banners: Outline['banners'], at: number, kind: BannerKind) {
  for (let next = at + 1; next < banners.length; next += 1)
    if (kind === 'task' || banners[next]?.kind !== 'task') return banners[next]
  return undefined
}

function without(spans: readonly Span[], holes: readonly Span[]): Span[] {
  const left: Span[] = []
  let next = 0
  for (const [from, to] of spans) {
    let start = from
    while (next < holes.length && (holes[next]?.[1] ?? 0) <= start) next += 1
    for (let at = next; at < holes.length && (holes[at]?.[0] ?? 0) < to; at += 1) {
      const [hole, end] = holes[at] ?? [to, to]
      if (hole > start) left.push([start, hole])
      start = Math.max(start, end)
    }
    if (start < to) left.push([start, to])
  }
  return left
}
