/** Prompts of an installer, and the answers to them. */
import { z } from 'zod'

/** A prompt that the installer waits at. */
export const prompt = z.object({
  /** Differs for each read of the terminal, and is the same in every process that follows the run. */
  id: z.string(),
  /** The last output of the installer: up to five lines, as a terminal renders them; may be empty. */
  text: z.string(),
  /** The terminal does not echo the answer, as for a password. */
  hidden: z.boolean(),
  /** Answers that the text offers, such as `yes` and `no`; an empty answer is Enter alone. */
  suggestions: z.array(z.string()),
  /** The id of an expected prompt, which Taskbox answers automatically. */
  known: z.string().optional(),
})
export type Prompt = z.infer<typeof prompt>

/** An answer to a prompt, by Taskbox or by a user. */
export const promptAnswer = z.object({
  question: z.string(),
  /** Empty if it is hidden, or if an earlier version recorded it: those did not store the answers of users. */
  answer: z.string(),
  /** The terminal did not echo it, so its text is not recorded. Undefined in records of an earlier version. */
  hidden: z.boolean().optional(),
  by: z.enum(['taskbox', 'user']),
  at: z.number(),
  /** The id of the expected prompt. */
  known: z.string().optional(),
})
export type PromptAnswer = z.infer<typeof promptAnswer>
