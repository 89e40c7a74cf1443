/** What a host printed when it was asked last, for whoever wants to see behind a verdict. */
import { shownText } from '@/lib/checks/shown-text'
import type { Answer } from '@/lib/contract/socket'
import type { Engine } from '../engine'

/** A shorter secret would take half of the text with it, and is in no file of a host but by chance. */
const SHORTEST_SECRET = 4

export async function shownAnswer(
  engine: Engine,
  id: string,
  host: string,
): Promise<Answer<'checks.answer'>> {
  const answer = await engine.checks.answer(id, host)
  if (!answer) return { at: 0, sections: [] }
  const values = await engine.clusters.secretValues(id)
  const secrets = values.filter(({ length }) => length >= SHORTEST_SECRET)
  return {
    at: answer.at,
    ...(answer.facts && { facts: answer.facts }),
    sections: answer.sections.map(([name, text]) => ({ name, ...shownText(text, secrets) })),
  }
}
