/**
 * The prompts of install.sh with Taskbox's answers. A pattern matches the end of the output while the prompt is open, and
 * no longer once the answer is echoed. Some builds print a prompt with `echo`, which ends its line.
 */
import type { Mode } from '@/lib/cluster/draft/draft'
import type { ExpectedPrompt } from '../installer'

const MENU_OPTION: Record<Mode, string> = { 'all-in-one': '1', 'multi-node': '2' }

const menu = (mode: Mode): ExpectedPrompt => ({
  id: 'menu',
  pattern: /Please input an option:\s*$/,
  answer: MENU_OPTION[mode],
})

const STORAGE: ExpectedPrompt = {
  id: 'storage',
  pattern: /Have you configured storage[^\n]{0,200}\(yes\/no\)\s*$/,
  answer: 'yes',
}

/** Only in an earlier build, over two lines. With "no" the installer configures it itself. */
const SSH: ExpectedPrompt = {
  id: 'ssh',
  pattern: /Password-less SSH communication[^\n]{0,200}\n[^\n]{0,200}\(yes\/no\)\s*$/,
  answer: 'no',
}

const REQUIREMENTS: ExpectedPrompt = {
  id: 'requirements',
  pattern: /Please ensure that your environment has met the above requirements {1,2}\(yes\/no\)\s*$/,
  answer: 'yes',
}

/** advanced-1.0.0, in their order (guide, step 3). */
export function expectedPrompts(mode: Mode): ExpectedPrompt[] {
  return [menu(mode), STORAGE, SSH]
}

/**
 * 2.x, in their order. `scripts/install.sh` of the public copies (dockeryun/k8s-install; FeynmanZhou/managerScripts at
 * d08f641) prompts about the requirements. The guides of 2.0 and 2.1 mention the prompt about storage.
 */
export function expectedPromptsOf2(mode: Mode): ExpectedPrompt[] {
  return [menu(mode), STORAGE, REQUIREMENTS]
}
