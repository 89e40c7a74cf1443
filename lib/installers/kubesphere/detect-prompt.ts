/**
 * Tells from the end of the output whether the installer seems to wait for an answer. The caller adds what a text
 * cannot tell: that nothing more came for a while.
 */

/** What programs end a prompt with, and words that only a prompt has. */
const PROMPT_END = /[?:>)\]#$] {0,3}$/
const PROMPT_WORD = /\(yes\/no\)|\[y\/n\]|\bpassword\b|\bpress\b.{0,40}\b(key|enter|return)\b/i

/** Lines of Ansible's; half of one that rests is a slow task, not a question. */
const ANSIBLE_LINE =
  /^(ok|changed|skipping|fatal|failed|included|FAILED - RETRYING|TASK|PLAY|RUNNING HANDLER|ASYNC|\[WARNING|\[ERROR|ERROR!)[ :[]/

const MAX_LINE_LENGTH = 1_000

/** The question's line, or undefined where none stands there. @param text without colours; its end is what counts */
export function detectPrompt(text: string): string | undefined {
  const line = text.slice(text.lastIndexOf('\n') + 1)
  if (line.trim() === '' || line.length > MAX_LINE_LENGTH || ANSIBLE_LINE.test(line)) return undefined
  return PROMPT_END.test(line) || PROMPT_WORD.test(line) ? line.trim() : undefined
}
