/**
 * Stored secrets with the destinations that they were entered for. This module decides whether a stored secret may be
 * used: after a destination changes, the secret is withheld until it is entered again or approved.
 */
import { z } from 'zod'
import {
  type Draft,
  isSecretPlaceholder,
  MISSING_PLACEHOLDER,
  SECRET_PLACEHOLDER,
  type SecretState,
  WITHHELD_PLACEHOLDER,
} from '@/lib/cluster/draft/draft'
import { type Destination, destination, destinationsOf, isCoveredBy } from './destinations'
import { mapSecrets, type Secrets } from './draft-secrets'

export const storedSecret = z.object({
  value: z.string(),
  destinations: z.array(destination).readonly(),
  /** The tab that it was typed in, see `Typist`. */
  tabKey: z.string().optional(),
  /** When its row was removed, in ms since the epoch. Undo can restore the row. */
  removedAt: z.number().optional(),
})
export type StoredSecret = z.infer<typeof storedSecret>
export type StoredSecrets = Readonly<Record<string, StoredSecret>>

/** The tab that saves. `tabKey` is a random key that only this tab and the server know; `previousDraft` is the replaced draft. */
export interface EditingTab {
  tabKey: string
  previousDraft: Draft
}

/** The lifetime of a session, and so of a page with its undo history. */
const REMOVED_RETENTION_MS = 7 * 24 * 3_600_000

/** Binds secrets that were stored without destinations to the current destinations of the draft. */
export function bindSecrets(draft: Draft, secrets: Secrets): StoredSecrets {
  const destinations = destinationsOf(draft)
  return Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [name, { value, destinations: destinations(name) }]),
  )
}

/**
 * Returns the secrets to store when `draft` replaces a draft with the secrets `previous`. A typed secret is bound to the
 * destinations of this draft. A placeholder keeps its destinations and adopts newly pinned host keys. Changes by
 * the tab that typed the secret rebind it, since that tab could send it again anyway, unless it is already withheld.
 */
export function storeSecrets(
  draft: Draft,
  previous: StoredSecrets,
  {
    now,
    removedRetentionMs = REMOVED_RETENTION_MS,
    tab,
  }: { now: number; removedRetentionMs?: number; tab?: EditingTab },
): StoredSecrets {
  const destinations = destinationsOf(draft)
  const isRedirected = redirectedSecrets(tab, previous)
  const next: Record<string, StoredSecret> = {}
  const present = new Set<string>()
  mapSecrets(draft, (name, value) => {
    present.add(name)
    const known = previous[name]
    const current = destinations(name)
    if (known && isSecretPlaceholder(value)) {
      const { removedAt: _, ...rest } = known
      next[name] = {
        ...rest,
        destinations: isRedirected(name) ? current : withPinnedKeys(known.destinations, current),
      }
    } else if (value !== '' && !isSecretPlaceholder(value))
      next[name] = { value, destinations: current, ...(tab && { tabKey: tab.tabKey }) }
    // A new row has the id of a removed one.
    else if (known?.removedAt !== undefined) next[name] = known
    return value
  })
  for (const [name, known] of Object.entries(previous)) {
    if (!present.has(name)) next[name] = { ...known, removedAt: known.removedAt ?? now }
  }
  return Object.fromEntries(
    Object.entries(next).filter(
      ([, { removedAt }]) => removedAt === undefined || now - removedAt < removedRetentionMs,
    ),
  )
}

/** Whether a change of this tab rebinds a stored secret to new destinations. */
function redirectedSecrets(tab: EditingTab | undefined, stored: StoredSecrets): (name: string) => boolean {
  if (!tab) return () => false
  const uses = secretUsages(tab.previousDraft, stored)
  return (name) => stored[name]?.tabKey === tab.tabKey && uses(name).unapproved.length === 0
}

/** Returns the draft for files and browsers: each secret becomes a placeholder for its state. */
export function redactStoredSecrets(draft: Draft, stored: StoredSecrets): Draft {
  const uses = secretUsages(draft, stored)
  return mapSecrets(draft, (name, value) => (value === '' ? '' : uses(name).placeholder))
}

/** Returns the draft for the engine, with secrets. Unused secrets stay placeholders. */
export function injectStoredSecrets(draft: Draft, stored: StoredSecrets): Draft {
  const uses = secretUsages(draft, stored)
  return mapSecrets(draft, (name, value) => {
    if (!isSecretPlaceholder(value)) return value
    const { placeholder, secret } = uses(name)
    return placeholder === SECRET_PLACEHOLDER && secret ? secret.value : placeholder
  })
}

/** Returns the secrets to store after the operator approved the destinations of withheld secrets. */
export function approveSecrets(draft: Draft, stored: StoredSecrets): StoredSecrets {
  const next = { ...stored }
  for (const { name, destinations } of withheldSecrets(draft, stored)) {
    const known = next[name]
    if (known) next[name] = { ...known, destinations: [...known.destinations, ...destinations] }
  }
  return next
}

/** Returns withheld secrets with their unapproved destinations. */
export function withheldSecrets(
  draft: Draft,
  stored: StoredSecrets,
): { name: string; destinations: readonly Destination[] }[] {
  const uses = secretUsages(draft, stored)
  const found: { name: string; destinations: readonly Destination[] }[] = []
  mapSecrets(draft, (name, value) => {
    const { unapproved } = uses(name)
    if (value !== '' && unapproved.length > 0) found.push({ name, destinations: unapproved })
    return value
  })
  return found
}

/** Returns the unused secrets of a redacted draft, by name. */
export function secretStates(draft: Draft): Record<string, SecretState> {
  const states: Record<string, SecretState> = {}
  mapSecrets(draft, (name, value) => {
    if (value === WITHHELD_PLACEHOLDER) states[name] = 'withheld'
    if (value === MISSING_PLACEHOLDER) states[name] = 'missing'
    return value
  })
  return states
}

/** Returns the draft with placeholders for these states. Typed secrets stay. */
export function applySecretStates(draft: Draft, states: Readonly<Record<string, SecretState>>): Draft {
  const placeholders = { withheld: WITHHELD_PLACEHOLDER, missing: MISSING_PLACEHOLDER }
  return mapSecrets(draft, (name, value) => {
    if (!isSecretPlaceholder(value)) return value
    const state = states[name]
    return state ? placeholders[state] : SECRET_PLACEHOLDER
  })
}

interface SecretUsage {
  placeholder: string
  secret?: StoredSecret
  /** Destinations that it was neither entered nor approved for. */
  unapproved: readonly Destination[]
}

function secretUsages(draft: Draft, stored: StoredSecrets): (name: string) => SecretUsage {
  const destinations = destinationsOf(draft)
  return (name) => {
    const secret = stored[name]
    if (!secret) return { placeholder: MISSING_PLACEHOLDER, unapproved: [] }
    const approved = groupByHops(secret.destinations)
    const unapproved = destinations(name).filter(
      (now) => !approved.get(now.hops)?.some((one) => isCoveredBy(one, now)),
    )
    return {
      placeholder: unapproved.length > 0 ? WITHHELD_PLACEHOLDER : SECRET_PLACEHOLDER,
      secret,
      unapproved,
    }
  }
}

function groupByHops(destinations: readonly Destination[]): ReadonlyMap<string, Destination[]> {
  const found = new Map<string, Destination[]>()
  for (const one of destinations) found.set(one.hops, [...(found.get(one.hops) ?? []), one])
  return found
}

function withPinnedKeys(approved: readonly Destination[], current: readonly Destination[]): Destination[] {
  const currentByHops = groupByHops(current)
  return approved.map((one) => currentByHops.get(one.hops)?.find((other) => isCoveredBy(one, other)) ?? one)
}
