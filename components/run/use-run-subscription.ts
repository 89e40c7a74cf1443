'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { onServerEvent } from '@/components/socket/request'
import { useOnConnect } from '@/components/socket/use-connection'
import { createRunSubscription, type RunSubscription } from './run-subscription'

/** Cache of subscriptions, least recently used first: returning to a step shows its run immediately. */
const subscriptions = new Map<string, RunSubscription>()
/** Logs may occupy megabytes, so only a few runs are cached. */
const MAX_CACHED = 2
let isListening = false

function getSubscription(run: string): RunSubscription {
  const subscription = subscriptions.get(run) ?? createRunSubscription(run)
  subscriptions.delete(run)
  subscriptions.set(run, subscription)
  for (const old of [...subscriptions.keys()].slice(0, -MAX_CACHED)) subscriptions.delete(old)
  return subscription
}

/** Listens for the server's run events. Each one is acknowledged, even if its run is no longer subscribed. */
function listenOnce(): void {
  if (isListening) return
  isListening = true
  onServerEvent('runs.view', (message, acknowledge) => {
    subscriptions.get(message.run)?.applyChange(message)
    acknowledge()
  })
  onServerEvent('runs.log', (message, acknowledge) => {
    subscriptions.get(message.run)?.appendLog(message)
    acknowledge()
  })
  onServerEvent('runs.outline', ({ run, ...chunk }, acknowledge) => {
    subscriptions.get(run)?.outline.append(chunk)
    acknowledge()
  })
}

/**
 * Subscribes to a run, with or without its log, and resubscribes after lost connections. The run must not change: use its
 * id as the component's `key`.
 */
export function useRunSubscription(run: string, { log }: { log: boolean }): RunSubscription {
  const [subscription] = useState(() => getSubscription(run))
  useEffect(listenOnce, [])
  useOnConnect(() => void subscription.subscribe(log))
  useEffect(() => subscription.unsubscribe, [subscription])
  return subscription
}

/** The view of a run, or why it is missing. Re-renders on changes. */
export function useRunView(subscription: RunSubscription) {
  useSyncExternalStore(subscription.viewChanged.subscribe, subscription.viewChanged.version)
  return { view: subscription.view, failure: subscription.failure }
}

/** Re-renders when the log grew; read the lines from the subscription. */
export function useLogGrowth({ logChanged }: RunSubscription): number {
  return useSyncExternalStore(logChanged.subscribe, logChanged.version)
}
