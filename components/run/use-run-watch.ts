'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { listen } from '@/components/socket/request'
import { useOnConnect } from '@/components/socket/use-connection'
import { createRunWatch, type RunWatch } from './run-watch'

/** Runs that this page follows or followed last: coming back to a step shows them at once. The newest is last. */
const followed = new Map<string, RunWatch>()
/** A log may hold megabytes; no more runs than these are kept. */
const KEPT = 2
let listening = false

function watchOf(run: string): RunWatch {
  const watch = followed.get(run) ?? createRunWatch(run)
  followed.delete(run)
  followed.set(run, watch)
  for (const old of [...followed.keys()].slice(0, -KEPT)) followed.delete(old)
  return watch
}

/** Hears what the server tells of runs; each piece of a log is acknowledged, whoever it was for. */
function listenOnce(): void {
  if (listening) return
  listening = true
  listen('runs.view', (message, taken) => {
    followed.get(message.run)?.takeChange(message)
    taken()
  })
  listen('runs.log', (message, taken) => {
    followed.get(message.run)?.takeLog(message)
    taken()
  })
  listen('runs.outline', ({ run, ...piece }, taken) => {
    followed.get(run)?.outline.append(piece)
    taken()
  })
}

/** Follows a run, with or without its log, over any number of lost connections. For another run: another component (`key`). */
export function useRunWatch(run: string, { log }: { log: boolean }): RunWatch {
  const [watch] = useState(() => watchOf(run))
  useEffect(listenOnce, [])
  useOnConnect(() => void watch.join(log))
  useEffect(() => watch.leave, [watch])
  return watch
}

/** The run's view, or why there is none; drawn anew when it changes. */
export function useRunView(watch: RunWatch) {
  useSyncExternalStore(watch.told.subscribe, watch.told.version)
  return { view: watch.view, failure: watch.failure }
}

/** Draws anew when the log grew; how far it is then is read from `watch.lines`. */
export function useGrowth({ grew }: RunWatch): number {
  return useSyncExternalStore(grew.subscribe, grew.version)
}
