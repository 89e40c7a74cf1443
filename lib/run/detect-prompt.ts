/** Detects a prompt at the end of the output. The caller checks that no further output follows. */

/** How prompts end, and words that only occur in prompts. */
const PROMPT_END = /[?:？：>)\]#$] {0,3}$/
const PROMPT_WORD = /\(yes\/no\)|\[y\/n\]|\bpassword\b|\bpress\b.{0,40}\b(key|enter|return)\b/i

/** Ansible's output. An incomplete line of it is a slow task, not a prompt. */
const ANSIBLE_LINE =
  /^(ok|changed|skipping|fatal|failed|included|FAILED - RETRYING|TASK|PLAY|RUNNING HANDLER|ASYNC|\[WARNING|\[ERROR|ERROR!)[ :[]/

const MAX_LINE_LENGTH = 1_000

/** Returns the line of the prompt, if any. @param text the end of the output, without ANSI escapes */
export function detectPrompt(text: string): string | undefined {
  const line = text.slice(text.lastIndexOf('\n') + 1)
  if (line.trim() === '' || line.length > MAX_LINE_LENGTH || ANSIBLE_LINE.test(line)) return undefined
  return PROMPT_END.test(line) || PROMPT_WORD.test(line) ? line.trim() : undefined
}
