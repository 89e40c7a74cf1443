/**
 * `taskbox answer RUN`: shows the prompt that a run waits at, and answers it from the terminal or standard input. If the
 * taskbox cannot determine whether the run waits, types the line anyway.
 */
import { operationFacts } from '@/lib/cluster/operations/message-facts'
import { ENDED_STATES } from '@/lib/run/state'
import type { Run } from '../runs/run'
import { translator } from '../translator'
import { type RunFlags, withRun } from './runs'
import { printStderr } from './terminal/output'
import { openPrompt, printPrompt, sendLine, submitAnswer } from './terminal/prompt-terminal'
import { readLine } from './terminal/read-line'

/** Timeout for the detection of a prompt by its text alone. */
const PROMPT_WAIT_MS = 5_000

export function answer(id: string, flags: RunFlags): Promise<number> {
  const t = translator()
  return withRun(id, flags, async (engine, run) => {
    const prompt = await untilPrompt(run)
    if (prompt) printPrompt(run, prompt)
    else if (run.view().quiet?.mayWait) printStderr(t('cli.may-wait', { run: id }))
    else {
      const { operation, kubernetes } = run.view()
      const state = t(`wizard.runState.${run.state}`, operationFacts(operation, kubernetes))
      printStderr(t('cli.not-waiting', { run: id, state }))
      return 1
    }
    const text = await readLine('> ', { hidden: prompt?.hidden ?? false })
    if (text === undefined) {
      printStderr(t('cli.answer-none'))
      return 1
    }
    await (prompt ? submitAnswer(engine, run, prompt.id, text) : sendLine(engine, run, text))
    printStderr(t('cli.answered'))
    return 0
  })
}

async function untilPrompt(run: Run): Promise<ReturnType<typeof openPrompt>> {
  await run.stateKnown
  const isDecided = () =>
    openPrompt(run) !== undefined || run.view().quiet?.mayWait === false || ENDED_STATES.has(run.state)
  if (!isDecided())
    await new Promise<void>((resolve) => {
      setTimeout(resolve, PROMPT_WAIT_MS).unref()
      run.on('view', () => isDecided() && resolve())
    })
  return openPrompt(run)
}
