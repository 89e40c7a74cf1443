/**
 * Secrets as they are stored: each with the destinations that it was entered for. The one place that decides whether a
 * stored secret is used: where a destination has changed, it is withheld until it is typed again or approved.
 */
import { z } from 'zod'
import {
  type Draft,
  isSecretPlaceholder,
  MISSING_PLACEHOLDER,
  SECRET_PLACEHOLDER,
  type SecretState,
  WITHHELD_PLACEHOLDER,
} from '@/lib/cluster/draft'
import { type Destination, destination, destinationsOf, isCoveredBy } from './destinations'
import { mapSecrets, type Secrets } from './draft-secrets'

export const storedSecret = z.object({
  value: z.string(),
  destinations: z.array(destination).readonly(),
  /** The tab that it was typed in, see `Typist`. */
  tabKey: z.string().optional(),
  /** When its row was removed, in milliseconds since 1970; Undo may bring the row back. */
  removedAt: z.number().optional(),
})
export type StoredSecret = z.infer<typeof storedSecret>
export type StoredSecrets = Readonly<Record<string, StoredSecret>>

/**
 * A tab that saves: `tabKey` is random and known to that tab and the server alone, `before` the draft that the save
 * replaces.
 */
export interface EditingTab {
  tabKey: string
  before: Draft
}

/** Undo lives in a page, and a page in a session, which ends after a week. */
const REMOVED_RETENTION_MS = 7 * 24 * 3_600_000

/** Secrets that were stored without destinations belong to those that the draft has. */
export function bindSecrets(draft: Draft, secrets: Secrets): StoredSecrets {
  const destinations = destinationsOf(draft)
  return Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [name, { value, destinations: destinations(name) }]),
  )
}

/**
 * What is stored once a draft is saved over `before`. A secret that is typed belongs to the destinations of this draft;
 * one that is kept to those that it had, where a key that is pinned since is the only right one from now on. The tab
 * that a secret was typed in could type it again, so a change of that tab moves it to the new destinations, unless
 * another change has made it withheld.
 */
export function storeSecrets(
  draft: Draft,
  before: StoredSecrets,
  {
    now,
    keepRemovedMs: removedRetentionMs = REMOVED_RETENTION_MS,
    typist,
  }: { now: number; keepRemovedMs?: number; typist?: EditingTab },
): StoredSecrets {
  const destinations = destinationsOf(draft)
  const isRedirected = redirectedSecrets(typist, before)
  const next: Record<string, StoredSecret> = {}
  const present = new Set<string>()
  mapSecrets(draft, (name, value) => {
    present.add(name)
    const known = before[name]
    const current = destinations(name)
    if (known && isSecretPlaceholder(value)) {
      const { removedAt: _, ...rest } = known
      next[name] = {
        ...rest,
        destinations: isRedirected(name) ? current : withPinnedKeys(known.destinations, current),
      }
    } else if (value !== '' && !isSecretPlaceholder(value))
      next[name] = { value, destinations: current, ...(typist && { tabKey: typist.tabKey }) }
    // A new row took the id of one that was removed.
    else if (known?.removedAt !== undefined) next[name] = known
    return value
  })
  for (const [name, known] of Object.entries(before)) {
    if (!present.has(name)) next[name] = { ...known, removedAt: known.removedAt ?? now }
  }
  return Object.fromEntries(
    Object.entries(next).filter(
      ([, { removedAt }]) => removedAt === undefined || now - removedAt < removedRetentionMs,
    ),
  )
}

/** Whether a stored secret goes where its own tab redirects it. */
function redirectedSecrets(typist: EditingTab | undefined, stored: StoredSecrets): (name: string) => boolean {
  if (!typist) return () => false
  const uses = secretUsages(typist.before, stored)
  return (name) => stored[name]?.tabKey === typist.tabKey && uses(name).foreign.length === 0
}

/** The draft as files and browsers have it: a mark in each secret's place, which says whether the secret is used. */
export function redactStoredSecrets(draft: Draft, stored: StoredSecrets): Draft {
  const uses = secretUsages(draft, stored)
  return mapSecrets(draft, (name, value) => (value === '' ? '' : uses(name).mark))
}

/** The draft for the engine: secrets in place, and a mark where one is not used. */
export function injectStoredSecrets(draft: Draft, stored: StoredSecrets): Draft {
  const uses = secretUsages(draft, stored)
  return mapSecrets(draft, (name, value) => {
    if (!isSecretPlaceholder(value)) return value
    const { mark, secret } = uses(name)
    return mark === SECRET_PLACEHOLDER && secret ? secret.value : mark
  })
}

/** What is stored once somebody approved the destinations that withheld secrets have in this draft. */
export function approveSecrets(draft: Draft, stored: StoredSecrets): StoredSecrets {
  const next = { ...stored }
  for (const { name, destinations } of withheldSecrets(draft, stored)) {
    const known = next[name]
    if (known) next[name] = { ...known, destinations: [...known.destinations, ...destinations] }
  }
  return next
}

/** Withheld secrets, each with the destinations that it was not entered for. */
export function withheldSecrets(
  draft: Draft,
  stored: StoredSecrets,
): { name: string; destinations: readonly Destination[] }[] {
  const uses = secretUsages(draft, stored)
  const found: { name: string; destinations: readonly Destination[] }[] = []
  mapSecrets(draft, (name, value) => {
    const { foreign } = uses(name)
    if (value !== '' && foreign.length > 0) found.push({ name, destinations: foreign })
    return value
  })
  return found
}

/** By name, the secrets of a marked draft that are not used. */
export function secretStates(draft: Draft): Record<string, SecretState> {
  const states: Record<string, SecretState> = {}
  mapSecrets(draft, (name, value) => {
    if (value === WITHHELD_PLACEHOLDER) states[name] = 'withheld'
    if (value === MISSING_PLACEHOLDER) states[name] = 'missing'
    return value
  })
  return states
}

/** The draft with these marks; a secret that somebody is typing stays. */
export function applySecretStates(draft: Draft, states: Readonly<Record<string, SecretState>>): Draft {
  const marks = { withheld: WITHHELD_PLACEHOLDER, missing: MISSING_PLACEHOLDER }
  return mapSecrets(draft, (name, value) => {
    if (!isSecretPlaceholder(value)) return value
    const state = states[name]
    return state ? marks[state] : SECRET_PLACEHOLDER
  })
}

interface SecretUsage {
  mark: string
  secret?: StoredSecret
  /** Destinations that it was not entered for. */
  foreign: readonly Destination[]
}

function secretUsages(draft: Draft, stored: StoredSecrets): (name: string) => SecretUsage {
  const destinations = destinationsOf(draft)
  return (name) => {
    const secret = stored[name]
    if (!secret) return { mark: MISSING_PLACEHOLDER, foreign: [] }
    const approved = groupByPlace(secret.destinations)
    const foreign = destinations(name).filter(
      (now) => !approved.get(now.place)?.some((one) => isCoveredBy(one, now)),
    )
    return { mark: foreign.length > 0 ? WITHHELD_PLACEHOLDER : SECRET_PLACEHOLDER, secret, foreign }
  }
}

function groupByPlace(destinations: readonly Destination[]): ReadonlyMap<string, Destination[]> {
  const found = new Map<string, Destination[]>()
  for (const one of destinations) found.set(one.place, [...(found.get(one.place) ?? []), one])
  return found
}

function withPinnedKeys(approved: readonly Destination[], current: readonly Destination[]): Destination[] {
  const places = groupByPlace(current)
  return approved.map((one) => places.get(one.place)?.find((other) => isCoveredBy(one, other)) ?? one)
}
