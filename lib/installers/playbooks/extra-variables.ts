import type { Cluster } from '@/lib/cluster/cluster'
import type { RenderedFile } from '../installer'

/** Variables of the user's own, as entered, so that comments stay. They may contain passwords, so all of it is masked. */
export function renderExtraVariables({ settings }: Cluster, path: string): RenderedFile {
  const text = settings.extra_variables ?? ''
  if (text === '') return { path, text: '---\n{}\n', secrets: [] }
  const content = text.endsWith('\n') ? text : `${text}\n`
  return { path, text: content, secrets: [{ start: 0, end: content.length }] }
}
