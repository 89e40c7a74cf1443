/**
 * Values with Jinja templates. Ansible evaluates them when a task uses them; here only references to other variables are
 * (`ip={{ ansible_host }}`), since anything else may depend on the machine that runs the playbook.
 */

/** The value of a variable that is a template. */
export class Template {
  constructor(
    readonly text: string,
    /** The variable, and the line that assigns it, from 1. */
    readonly name: string,
    readonly line: number,
  ) {}
}

export function isTemplate(text: string): boolean {
  return /\{[{%#]/.test(text)
}

const REFERENCE = /\{\{-?\s*([A-Za-z_]\w{0,127})\s*-?\}\}/g
/** A chain of references, and the names in a text, may be longer only by mistake. */
const MAX_DEPTH = 5
const MAX_NAMES = 50

/** The variables that the templates of a text refer to. */
export function referencedVariables(text: string): Set<string> {
  const names = new Set<string>()
  for (const [, name = ''] of text.matchAll(REFERENCE)) if (names.size < MAX_NAMES) names.add(name)
  return names
}

/** The text of a template; undefined unless it consists of references to known variables. */
export function resolveTemplate(
  template: Template,
  lookUp: (name: string) => string | Template | undefined,
  depth = 0,
): string | undefined {
  let isKnown = depth < MAX_DEPTH
  const text = template.text.replace(REFERENCE, (_, name: string) => {
    const value = isKnown ? lookUp(name) : undefined
    const resolved = value instanceof Template ? resolveTemplate(value, lookUp, depth + 1) : value
    isKnown &&= resolved !== undefined
    return resolved ?? ''
  })
  return isKnown && !isTemplate(template.text.replace(REFERENCE, '')) ? text : undefined
}
