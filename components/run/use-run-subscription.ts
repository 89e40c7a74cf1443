'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { onServerEvent } from '@/components/socket/request'
import { useOnConnect } from '@/components/socket/use-connection'
import { createRunSubscription, type RunSubscription } from './run-subscription'

/** Runs that this page follows or followed last: coming back to a step shows them at once. The newest is last. */
const subscriptions = new Map<string, RunSubscription>()
/** A log may hold megabytes; no more runs than these are kept. */
const MAX_CACHED = 2
let isListening = false

function getSubscription(run: string): RunSubscription {
  const subscription = subscriptions.get(run) ?? createRunSubscription(run)
  subscriptions.delete(run)
  subscriptions.set(run, subscription)
  for (const old of [...subscriptions.keys()].slice(0, -MAX_CACHED)) subscriptions.delete(old)
  return subscription
}

/** Hears what the server tells of runs; each piece of a log is acknowledged, whoever it was for. */
function listenOnce(): void {
  if (isListening) return
  isListening = true
  onServerEvent('runs.view', (message, taken) => {
    subscriptions.get(message.run)?.takeChange(message)
    taken()
  })
  onServerEvent('runs.log', (message, taken) => {
    subscriptions.get(message.run)?.takeLog(message)
    taken()
  })
  onServerEvent('runs.outline', ({ run, ...piece }, taken) => {
    subscriptions.get(run)?.outline.append(piece)
    taken()
  })
}

/** Follows a run, with or without its log, over any number of lost connections. For another run: another component (`key`). */
export function useRunSubscription(run: string, { log }: { log: boolean }): RunSubscription {
  const [subscription] = useState(() => getSubscription(run))
  useEffect(listenOnce, [])
  useOnConnect(() => void subscription.join(log))
  useEffect(() => subscription.leave, [subscription])
  return subscription
}

/** The run's view, or why there is none; drawn anew when it changes. */
export function useRunView(subscription: RunSubscription) {
  useSyncExternalStore(subscription.told.subscribe, subscription.told.version)
  return { view: subscription.view, failure: subscription.failure }
}

/** Draws anew when the log grew; how far it is then is read from `watch.lines`. */
export function useLogGrowth({ grew }: RunSubscription): number {
  return useSyncExternalStore(grew.subscribe, grew.version)
}
