/**
 * The one seam between the server and Next's route handlers. Next bundles its own copy of every module that a
 * handler imports, so a module's variable would exist twice; what the composition root makes is handed over through
 * one named place on the process instead.
 */
import type { Engine } from './engine'

declare global {
  var taskboxEngine: Engine | undefined
}

export function provideEngine(engine: Engine): void {
  globalThis.taskboxEngine = engine
}

/** The engine of this process. Throws when a page is served without Taskbox's own server around it. */
export function engine(): Engine {
  if (globalThis.taskboxEngine) return globalThis.taskboxEngine
  throw new Error('No engine: start Taskbox with `taskbox serve`, not with `next` alone.')
}
