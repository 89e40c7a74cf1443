/** Output of the last probe of a host, redacted for display. */
import { sanitize } from '@/lib/checks/probe/sanitize'
import type { ResponsePayload } from '@/lib/contract/socket'
import type { Engine } from '../engine'

/** Shorter secrets are not redacted: they would match ordinary text everywhere. */
const MIN_SECRET_LENGTH = 4

/** Returns the output of a host without secrets; no sections if it has never responded. */
export async function redactedOutput(
  engine: Engine,
  id: string,
  host: string,
): Promise<ResponsePayload<'checks.output'>> {
  const output = await engine.checks.output(id, host)
  if (!output) return { at: 0, sections: [] }
  const values = await engine.clusters.secretValues(id)
  const secrets = values.filter(({ length }) => length >= MIN_SECRET_LENGTH)
  return {
    at: output.at,
    ...(output.facts && { facts: output.facts }),
    sections: output.sections.map(([name, text]) => ({ name, ...sanitize(text, secrets) })),
  }
}
