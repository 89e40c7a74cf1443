/** Prompts of an installer, and the answers to them. */
import { z } from 'zod'

/** A prompt that the installer waits at. `known` is the id of an expected prompt, which Taskbox answers automatically. */
export const prompt = z.object({ id: z.string(), text: z.string(), known: z.string().optional() })
export type Prompt = z.infer<typeof prompt>

/** An answer to a prompt, by Taskbox or by a user. */
export const promptAnswer = z.object({
  question: z.string(),
  answer: z.string(),
  by: z.enum(['taskbox', 'user']),
  at: z.number(),
})
export type PromptAnswer = z.infer<typeof promptAnswer>
