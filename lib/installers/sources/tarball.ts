/**
 * Validates a tarball by its `tar -t` listing, before it is unpacked. A valid tarball has a single top-level folder and
 * cannot write outside of it: no path or link target leaves the folder (links are resolved like the kernel does), no
 * entry is written through a link, and all entries are files, folders or links.
 */
import type { PackageFailureReason } from './package-failure'

/** Options of tar for a listing with one line per entry, followed by the path. Run with `LC_ALL=C`. */
export const LISTING_OPTIONS = ['-tvz', '--quoting-style=escape', '--numeric-owner', '-f'] as const

export interface TarballLimits {
  entries: number
  /** Total size of the unpacked files. */
  bytes: number
}

/** Well above the largest package (offline: about ten thousand entries, a few GiB). */
export const TARBALL_LIMITS: TarballLimits = { entries: 500_000, bytes: 100 * 2 ** 30 }

export type TarballRefusal =
  | { failure: 'tarball-unsafe'; reason: PackageFailureReason<'tarball-unsafe'>; entry: string }
  | {
      failure: 'tarball-broken'
      reason: Extract<PackageFailureReason<'tarball-broken'>, 'empty' | 'several' | 'other'>
    }
  /** `bytes` is the size up to the entry that exceeds the limit, where validation stops. */
  | { failure: 'tarball-too-large'; bytes: number; limit: number }
  | { failure: 'tarball-too-many'; limit: number }

export type TarballValidation =
  | {
      ok: true
      folder: string
      /** Paths of all files and links relative to the folder, escaped as in the listing. */
      files: ReadonlySet<string>
      entries: number
      bytes: number
    }
  | ({ ok: false } & TarballRefusal)

type EntryKind = 'file' | 'folder' | 'link'

/** Linux follows this many links on a path (`MAXSYMLINKS`). */
const MAX_LINKS_FOLLOWED = 40

/** GNU tar's `simple_print_header`: mode, owner, size or device, date, time, a space, the name. */
const LISTING_LINE =
  /^(.)\S{9,10} +-?\d+\/-?\d+ +(\d+|\d+,\d+) -?\d+-\d\d-\d\d \d\d:\d\d(?::\d\d(?:\.\d+)?)? (.+)$/

/** Returns the top-level folder with its files and totals, or the reason for refusal with the first invalid entry. */
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

/** Compares names in their escaped form, which is unique. They are unescaped for messages only. */
class ListingValidator {
  private entries = 0
  private bytes = 0
  private readonly kinds = new Map<string, EntryKind>()
  /** Link targets by path. */
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

  /** Names may contain ` -> ` and ` link to `. Ambiguous lines are refused. */
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
    const previous = this.links.get(path)
    if (previous !== undefined && previous !== target) throw unsafe('duplicate', name)
    this.links.set(path, target)
  }

  /** A hard link must refer to an earlier file. A hard link to a symlink would move the symlink's relative target. */
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
      const expectedKind = last ? kind : 'folder'
      const known = this.kinds.get(here) ?? expectedKind
      if (known === 'link' && !last) throw unsafe('other', name)
      if (known !== expectedKind) throw unsafe('duplicate', name)
      this.kinds.set(here, expectedKind)
    })
    return path.join('/')
  }

  /** Resolves a link like the kernel does. No intermediate path may leave the top-level folder. */
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

function unsafe(reason: PackageFailureReason<'tarball-unsafe'>, entry: string): RefusedTarball {
  return new RefusedTarball({ failure: 'tarball-unsafe', reason, entry: unescapeName(entry) })
}

/** Splits an entry's name, without `.` and empty parts. */
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

/** Reverses `--quoting-style=escape`. Invalid UTF-8 becomes U+FFFD. */
function unescapeName(name: string): string {
  const encoder = new TextEncoder()
  const bytes = [...name.matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/gs)].flatMap(([text, octal, letter]) => {
    if (octal) return [Number.parseInt(octal, 8) & 255]
    if (letter) return [ESCAPES[letter] ?? letter.charCodeAt(0)]
    return [...encoder.encode(text)]
  })
  return new TextDecoder().decode(new Uint8Array(bytes))
}
