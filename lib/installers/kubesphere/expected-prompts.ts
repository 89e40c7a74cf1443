/**
 * The prompts of install.sh in their order, with Taskbox's answers (kubesphere-installer facts, "Dialogues"). A pattern
 * matches the end of the output while the prompt is open, and no longer once the answer is echoed.
 */
import type { Mode } from '@/lib/cluster/draft'
import type { ExpectedPrompt } from '../installer'

const MENU_OPTION: Record<Mode, string> = { 'all-in-one': '1', 'multi-node': '2' }

export function expectedPrompts(mode: Mode): ExpectedPrompt[] {
  return [
    { id: 'menu', pattern: /Please input an option: ?$/, answer: MENU_OPTION[mode] },
    { id: 'storage', pattern: /Have you configured storage[^\n]{0,200}\(yes\/no\) ?$/, answer: 'yes' },
    // Only in an earlier build, over two lines. With "no" the installer configures it itself.
    {
      id: 'ssh',
      pattern: /Password-less SSH communication[^\n]{0,200}\n[^\n]{0,200}\(yes\/no\) ?$/,
      answer: 'no',
    },
  ]
}
