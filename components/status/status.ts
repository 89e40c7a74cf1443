import type { Tone, ToneShape } from '@/components/ui/tone'

/** How a status looks and reads in every view. */
export interface Status {
  tone: Tone
  icon: ToneShape
  /** Message key of its word; some words take a `count`. */
  title: string
  /** Message key of the sentence that explains it. */
  help: string
}

/** A line of a table of statuses. */
export function status(tone: Tone, icon: ToneShape, title: string, help: string): Status {
  return { tone, icon, title, help }
}

/** Whether a status asks for no attention, so that dense lists can show its word in muted ink. */
export function isMuted({ tone }: Status): boolean {
  return tone === 'ok' || tone === 'idle' || tone === 'busy' || tone === 'info' || tone === 'blocked'
}
