/** Parses YAML like Ansible, with PyYAML's safe loader, many texts in one process. */
import { execFileSync } from 'node:child_process'
import { z } from 'zod'

/** Ansible's tags (`!vault`) are read as text. Dates become `date` in JSON. */
const SCRIPT = `
import json, sys, yaml
class Loader(yaml.SafeLoader): pass
Loader.add_multi_constructor('!', lambda loader, suffix, node: 'tag ' + suffix)
def read(text):
    try: return {'value': yaml.load(text.encode('utf-8'), Loader)}
    except yaml.YAMLError as error: return {'error': str(error)}
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout, default=lambda value: {'date': str(value)})
`
const answers = z.array(
  z.object({ value: z.record(z.string(), z.unknown()).nullish(), error: z.string().optional() }),
)

/** Returns the mapping of each text. Throws if PyYAML cannot parse one. */
export function pyyaml(texts: readonly string[]): Record<string, unknown>[] {
  const options = { input: JSON.stringify(texts), maxBuffer: 2 ** 28, encoding: 'utf8' } as const
  const output = execFileSync('/usr/bin/python3', ['-c', SCRIPT], options)
  return answers.parse(JSON.parse(output)).map(({ value, error }, index) => {
    if (error !== undefined) throw new Error(`${error}\n${texts[index]}`)
    return value ?? {}
  })
}
