/** What a host printed when it was asked last, for whoever wants to see behind a verdict. */
import { sanitize } from '@/lib/checks/probe/sanitize'
import type { ResponsePayload } from '@/lib/contract/socket'
import type { Engine } from '../engine'

/** A shorter secret would take half of the text with it, and is in no file of a host but by chance. */
const MIN_SECRET_LENGTH = 4

export async function redactedOutput(
  engine: Engine,
  id: string,
  host: string,
): Promise<ResponsePayload<'checks.answer'>> {
  const answer = await engine.checks.answer(id, host)
  if (!answer) return { at: 0, sections: [] }
  const values = await engine.clusters.secretValues(id)
  const secrets = values.filter(({ length }) => length >= MIN_SECRET_LENGTH)
  return {
    at: answer.at,
    ...(answer.facts && { facts: answer.facts }),
    sections: answer.sections.map(([name, text]) => ({ name, ...sanitize(text, secrets) })),
  }
}
