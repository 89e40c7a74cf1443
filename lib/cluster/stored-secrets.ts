/**
 * Secrets as they are stored: each with the destinations that it was entered for. The one place that decides whether a
 * stored secret is used: where a destination has changed, it is withheld until it is typed again or approved.
 */
import { z } from 'zod'
import { covers, type Destination, destination, destinationsOf, type SecretParameters } from './destinations'
import { type Draft, isStoredMark, KEPT_SECRET, MISSING_SECRET, WITHHELD_SECRET } from './draft'
import { mapSecrets, type Secrets } from './secrets'

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

/** Why a stored secret is not used. */
export const SECRET_STATES = ['withheld', 'missing'] as const
export type SecretState = (typeof SECRET_STATES)[number]

/**
 * A tab that saves: `tabKey` is random and known to that tab and the server alone, `before` the draft that the save
 * replaces.
 */
export interface Typist {
  tabKey: string
  before: Draft
}

/** Undo lives in a page, and a page in a session, which ends after a week. */
const REMOVED_MS = 7 * 24 * 3_600_000

/** Secrets that were stored without destinations belong to those that the draft has. */
export function bindSecrets(draft: Draft, parameters: SecretParameters, secrets: Secrets): StoredSecrets {
  const destinations = destinationsOf(draft, parameters)
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
  parameters: SecretParameters,
  before: StoredSecrets,
  { now, keepRemovedMs = REMOVED_MS, typist }: { now: number; keepRemovedMs?: number; typist?: Typist },
): StoredSecrets {
  const destinations = destinationsOf(draft, parameters)
  const follows = followers(typist, parameters, before)
  const next: Record<string, StoredSecret> = {}
  const named = new Set<string>()
  mapSecrets(draft, parameters, (name, value) => {
    named.add(name)
    const known = before[name]
    const current = destinations(name)
    if (known && isStoredMark(value)) {
      const { removedAt: _, ...rest } = known
      next[name] = { ...rest, destinations: follows(name) ? current : pinned(known.destinations, current) }
    } else if (value !== '' && !isStoredMark(value))
      next[name] = { value, destinations: current, ...(typist && { tabKey: typist.tabKey }) }
    // A new row took the id of one that was removed.
    else if (known?.removedAt !== undefined) next[name] = known
    return value
  })
  for (const [name, known] of Object.entries(before)) {
    if (!named.has(name)) next[name] = { ...known, removedAt: known.removedAt ?? now }
  }
  return Object.fromEntries(
    Object.entries(next).filter(
      ([, { removedAt }]) => removedAt === undefined || now - removedAt < keepRemovedMs,
    ),
  )
}

/** Whether a stored secret goes where its own tab redirects it. */
function followers(
  typist: Typist | undefined,
  parameters: SecretParameters,
  stored: StoredSecrets,
): (name: string) => boolean {
  if (!typist) return () => false
  const uses = usesOf(typist.before, parameters, stored)
  return (name) => stored[name]?.tabKey === typist.tabKey && uses(name).foreign.length === 0
}

/** The draft as files and browsers have it: a mark in each secret's place, which says whether the secret is used. */
export function markSecrets(draft: Draft, parameters: SecretParameters, stored: StoredSecrets): Draft {
  const uses = usesOf(draft, parameters, stored)
  return mapSecrets(draft, parameters, (name, value) => (value === '' ? '' : uses(name).mark))
}

/** The draft for the engine: secrets in place, and a mark where one is not used. */
export function releaseSecrets(draft: Draft, parameters: SecretParameters, stored: StoredSecrets): Draft {
  const uses = usesOf(draft, parameters, stored)
  return mapSecrets(draft, parameters, (name, value) => {
    if (!isStoredMark(value)) return value
    const { mark, secret } = uses(name)
    return mark === KEPT_SECRET && secret ? secret.value : mark
  })
}

/** What is stored once somebody approved the destinations that withheld secrets have in this draft. */
export function approveSecrets(
  draft: Draft,
  parameters: SecretParameters,
  stored: StoredSecrets,
): StoredSecrets {
  const next = { ...stored }
  for (const { name, destinations } of withheldSecrets(draft, parameters, stored)) {
    const known = next[name]
    if (known) next[name] = { ...known, destinations: [...known.destinations, ...destinations] }
  }
  return next
}

/** Withheld secrets, each with the destinations that it was not entered for. */
export function withheldSecrets(
  draft: Draft,
  parameters: SecretParameters,
  stored: StoredSecrets,
): { name: string; destinations: readonly Destination[] }[] {
  const uses = usesOf(draft, parameters, stored)
  const found: { name: string; destinations: readonly Destination[] }[] = []
  mapSecrets(draft, parameters, (name, value) => {
    const { foreign } = uses(name)
    if (value !== '' && foreign.length > 0) found.push({ name, destinations: foreign })
    return value
  })
  return found
}

/** By name, the secrets of a marked draft that are not used. */
export function secretStates(draft: Draft, parameters: SecretParameters): Record<string, SecretState> {
  const states: Record<string, SecretState> = {}
  mapSecrets(draft, parameters, (name, value) => {
    if (value === WITHHELD_SECRET) states[name] = 'withheld'
    if (value === MISSING_SECRET) states[name] = 'missing'
    return value
  })
  return states
}

/** The draft with these marks; a secret that somebody is typing stays. */
export function withStates(
  draft: Draft,
  parameters: SecretParameters,
  states: Readonly<Record<string, SecretState>>,
): Draft {
  const marks = { withheld: WITHHELD_SECRET, missing: MISSING_SECRET }
  return mapSecrets(draft, parameters, (name, value) => {
    if (!isStoredMark(value)) return value
    const state = states[name]
    return state ? marks[state] : KEPT_SECRET
  })
}

interface Use {
  mark: string
  secret?: StoredSecret
  /** Destinations that it was not entered for. */
  foreign: readonly Destination[]
}

function usesOf(draft: Draft, parameters: SecretParameters, stored: StoredSecrets): (name: string) => Use {
  const destinations = destinationsOf(draft, parameters)
  return (name) => {
    const secret = stored[name]
    if (!secret) return { mark: MISSING_SECRET, foreign: [] }
    const entered = byPlace(secret.destinations)
    const foreign = destinations(name).filter(
      (now) => !entered.get(now.place)?.some((one) => covers(one, now)),
    )
    return { mark: foreign.length > 0 ? WITHHELD_SECRET : KEPT_SECRET, secret, foreign }
  }
}

function byPlace(destinations: readonly Destination[]): ReadonlyMap<string, Destination[]> {
  const found = new Map<string, Destination[]>()
  for (const one of destinations) found.set(one.place, [...(found.get(one.place) ?? []), one])
  return found
}

function pinned(entered: readonly Destination[], now: readonly Destination[]): Destination[] {
  const places = byPlace(now)
  return entered.map((one) => places.get(one.place)?.find((other) => covers(one, other)) ?? one)
}
