import type { Tone, ToneShape } from '@/components/ui/feedback/tone'

/** Appearance and texts of a status, the same in every view. */
export interface Status {
  tone: Tone
  icon: ToneShape
  /** Message key of its title; some titles have a `count`. */
  title: string
  /** Message key of its explanation. */
  help: string
}

/** Creates an entry of a status table. */
export function status(tone: Tone, icon: ToneShape, title: string, help: string): Status {
  return { tone, icon, title, help }
}

/** Whether a status needs no attention; dense lists then show its title in muted text. */
export function isMuted({ tone }: Status): boolean {
  return tone === 'ok' || tone === 'idle' || tone === 'busy' || tone === 'info' || tone === 'blocked'
}
