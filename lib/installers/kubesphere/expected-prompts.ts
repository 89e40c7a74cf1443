/**
 * What install.sh asks, in the order in which it does, and what the wizard answers (kubesphere-installer facts,
 * "Dialogues"). A pattern matches the end of the output while the question stands there; its answer's echo undoes it.
 */
import type { Mode } from '@/lib/cluster/draft'
import type { ExpectedPrompt } from '../installer'

const MENU_OPTION: Record<Mode, string> = { 'all-in-one': '1', 'multi-node': '2' }

export function expectedPrompts(mode: Mode): ExpectedPrompt[] {
  return [
    { id: 'menu', pattern: /Please input an option: ?$/, answer: MENU_OPTION[mode] },
    { id: 'storage', pattern: /Have you configured storage[^\n]{0,200}\(yes\/no\) ?$/, answer: 'yes' },
    // One earlier build asks this as well, over two lines; "no" has the installer set it up by itself.
    {
      id: 'ssh',
      pattern: /Password-less SSH communication[^\n]{0,200}\n[^\n]{0,200}\(yes\/no\) ?$/,
      answer: 'no',
    },
  ]
}
