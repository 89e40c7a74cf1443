/**
 * Judges a tarball by tar's listing of it, before anything of it is unpacked. Nothing is unpacked here, and nothing
 * that is accepted can write outside the one folder it holds: no name leads out, no link does (followed as the system
 * would follow it), nothing is written through a link, and there are only files, folders and links.
 */
import type { ReasonOf } from '@/lib/contract/failure'

/** How the listing is to be made, so that each entry is one line; run with `LC_ALL=C`, the tarball's path behind. */
export const LISTING_OPTIONS = ['-tvz', '--quoting-style=escape', '--numeric-owner', '-f'] as const

export interface TarballLimits {
  entries: number
  /** Sum of the files' sizes once unpacked. */
  bytes: number
}

/** Far more than the package has (an offline one: some ten thousand entries, a few GiB). */
export const TARBALL_LIMITS: TarballLimits = { entries: 500_000, bytes: 100 * 2 ** 30 }

export type TarballRefusal =
  | { failure: 'tarball-unsafe'; reason: ReasonOf<'tarball-unsafe'>; entry: string }
  | { failure: 'tarball-broken'; reason: Extract<ReasonOf<'tarball-broken'>, 'empty' | 'several' | 'other'> }
  /** More than the limit; what it would need in all is not known, since reading stopped there. */
  | { failure: 'tarball-too-large'; bytes: number; limit: number }
  | { failure: 'tarball-too-many'; limit: number }

export type TarballValidation =
  | {
      ok: true
      folder: string
      /** Paths of all files and links, relative to the folder, names escaped as in the listing. */
      files: ReadonlySet<string>
      entries: number
      bytes: number
    }
  | ({ ok: false } & TarballRefusal)

type EntryKind = 'file' | 'folder' | 'link'

/** As many links as Linux follows on one path (`MAXSYMLINKS`). */
const MAX_LINKS_FOLLOWED = 40

/** GNU tar's `simple_print_header`: mode, owner, size or device, date, time, one blank, the name as it stands. */
const LISTING_LINE =
  /^(.)\S{9,10} +-?\d+\/-?\d+ +(\d+|\d+,\d+) -?\d+-\d\d-\d\d \d\d:\d\d(?::\d\d(?:\.\d+)?)? (.+)$/

/**
 * What the listing says: the one top folder with its files, the number of entries and the sum of sizes, or why the
 * tarball is refused, with the first entry that is wrong.
 */
export function validateListing(listing: string, limits: TarballLimits = TARBALL_LIMITS): TarballValidation {
  try {
    const validator = new ListingValidator(limits)
    for (const line of lines(listing)) validator.addLine(line)
    return { ok: true, ...validator.result() }
  } catch (refusal) {
    if (refusal instanceof RefusedTarball) return { ok: false, ...refusal.refusal }
    throw refusal
  }
}

class RefusedTarball extends Error {
  constructor(readonly refusal: TarballRefusal) {
    super(refusal.failure)
  }
}

function* lines(listing: string): Generator<string> {
  let start = 0
  while (start < listing.length) {
    const end = listing.indexOf('\n', start)
    yield listing.slice(start, end < 0 ? undefined : end)
    start = end < 0 ? listing.length : end + 1
  }
}

/** Names are compared as they are escaped, which is the same for the same name only; they are read for people alone. */
class ListingValidator {
  private entries = 0
  private bytes = 0
  private readonly kinds = new Map<string, EntryKind>()
  /** Each link with its target. */
  private readonly links = new Map<string, string>()

  constructor(private readonly limits: TarballLimits) {}

  addLine(line: string): void {
    const [, letter = '', size = '', rest = ''] = LISTING_LINE.exec(line) ?? []
    if (!letter) throw new RefusedTarball({ failure: 'tarball-broken', reason: 'other' })
    this.count(size)
    if (letter === 'l' || letter === 'h') this.addLink(letter, rest)
    else if (letter === 'd') this.addEntry(rest, 'folder')
    else if (letter === '-' || letter === 'C') this.addEntry(rest, 'file')
    else throw unsafe('kind', rest)
  }

  result(): Omit<Extract<TarballValidation, { ok: true }>, 'ok'> {
    for (const [name, target] of this.links) this.resolveLink(name, target)
    const tops = [...this.kinds.keys()].filter((name) => !name.includes('/'))
    const top = tops[0]
    if (top === undefined) throw new RefusedTarball({ failure: 'tarball-broken', reason: 'empty' })
    if (tops.length > 1 || this.kinds.get(top) !== 'folder')
      throw new RefusedTarball({ failure: 'tarball-broken', reason: 'several' })
    const files = [...this.kinds].filter(([, kind]) => kind !== 'folder')
    return {
      folder: unescapeName(top),
      files: new Set(files.map(([name]) => name.slice(top.length + 1))),
      entries: this.entries,
      bytes: this.bytes,
    }
  }

  private count(size: string): void {
    this.entries += 1
    this.bytes += size.includes(',') ? 0 : Number(size)
    const { entries, bytes } = this.limits
    if (this.entries > entries) throw new RefusedTarball({ failure: 'tarball-too-many', limit: entries })
    if (this.bytes > bytes)
      throw new RefusedTarball({ failure: 'tarball-too-large', bytes: this.bytes, limit: bytes })
  }

  /** ` -> ` and ` link to ` may stand in names as well: where it is not clear what leads where, it is refused. */
  private addLink(letter: 'l' | 'h', rest: string): void {
    const parts = rest.split(letter === 'l' ? ' -> ' : ' link to ')
    if (parts.length < 2) throw unsafe('link', rest)
    if (parts.length > 2) throw unsafe('other', rest)
    const [name = '', target = ''] = parts
    if (letter === 'l') this.addSymlink(name, target)
    else this.addHardLink(name, target)
  }

  private addSymlink(name: string, target: string): void {
    const path = this.addEntry(name, 'link')
    const before = this.links.get(path)
    if (before !== undefined && before !== target) throw unsafe('duplicate', name)
    this.links.set(path, target)
  }

  /** Only to a file that came before: one to a link would carry the link's target to another place. */
  private addHardLink(name: string, target: string): void {
    const path = this.addEntry(name, 'file')
    const other = splitName(target, 'link', name).join('/')
    if (other === path || this.kinds.get(other) !== 'file') throw unsafe('link', name)
  }

  private addEntry(name: string, kind: EntryKind): string {
    const path = splitName(name, 'outside', name)
    if (path.length === 0 && kind !== 'folder') throw unsafe('other', name)
    path.forEach((_, index) => {
      const here = path.slice(0, index + 1).join('/')
      const last = index === path.length - 1
      const wanted = last ? kind : 'folder'
      const known = this.kinds.get(here) ?? wanted
      if (known === 'link' && !last) throw unsafe('other', name)
      if (known !== wanted) throw unsafe('duplicate', name)
      this.kinds.set(here, wanted)
    })
    return path.join('/')
  }

  /** Goes where the system would go, link by link; nowhere on the way may it leave the top folder. */
  private resolveLink(name: string, target: string): void {
    const here = name.split('/').slice(0, -1)
    const ahead = splitTarget(target, name)
    let followed = 0
    for (let step = ahead.shift(); step !== undefined; step = ahead.shift()) {
      if (step === '..') here.pop()
      else here.push(step)
      if (here.length === 0) throw unsafe('link', name)
      const link = this.links.get(here.join('/'))
      if (link === undefined) continue
      followed += 1
      if (followed > MAX_LINKS_FOLLOWED) throw unsafe('link', name)
      here.pop()
      ahead.unshift(...splitTarget(link, name))
    }
  }
}

function unsafe(reason: ReasonOf<'tarball-unsafe'>, entry: string): RefusedTarball {
  return new RefusedTarball({ failure: 'tarball-unsafe', reason, entry: unescapeName(entry) })
}

/** The parts of an entry's name, without `.` and doubled slashes. */
function splitName(name: string, out: 'outside' | 'link', entry: string): string[] {
  if (name.startsWith('/')) throw unsafe(out === 'link' ? 'link' : 'absolute', entry)
  const found = name.split('/').filter((part) => part !== '' && part !== '.')
  if (found.includes('..')) throw unsafe(out, entry)
  return found
}

function splitTarget(target: string, entry: string): string[] {
  if (target === '' || target.startsWith('/')) throw unsafe('link', entry)
  return target.split('/').filter((part) => part !== '' && part !== '.')
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }

/** Undoes `--quoting-style=escape`; bytes that are no UTF-8 become U+FFFD. */
function unescapeName(name: string): string {
  const encoder = new TextEncoder()
  const bytes = [...name.matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/gs)].flatMap(([text, octal, letter]) => {
    if (octal) return [Number.parseInt(octal, 8) & 255]
    if (letter) return [ESCAPES[letter] ?? letter.charCodeAt(0)]
    return [...encoder.encode(text)]
  })
  return new TextDecoder().decode(new Uint8Array(bytes))
}
