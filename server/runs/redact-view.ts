/** The view of a run with everything that was read out of its log passed through a mask. */
import type { FailedTask, PlayProgress, Progress, RunView } from '@/lib/contract/run'

type Mask = (text: string) => string

export function redactView(view: RunView, mask: Mask): RunView {
  const { question, answers, diagnosis } = view
  return {
    ...view,
    progress: redactProgress(view.progress, mask),
    question: question && { ...question, text: mask(question.text) },
    answers: answers.map((answer) => ({ ...answer, question: mask(answer.question) })),
    diagnosis: diagnosis.map((one) => ({ ...one, task: mask(one.task) })),
  }
}

function redactProgress(progress: Progress, mask: Mask): Progress {
  const { plays, hosts, failures, retrying } = progress
  return {
    ...progress,
    plays: plays.map((play) => redactPlay(play, mask)),
    hosts: Object.fromEntries(
      Object.entries(hosts).map(([name, host]) => [name, { ...host, task: mask(host.task) }]),
    ),
    failures: failures.map((failed) => redactFailure(failed, mask)),
    ...(retrying && { retrying: { ...retrying, task: mask(retrying.task) } }),
  }
}

function redactPlay(play: PlayProgress, mask: Mask): PlayProgress {
  const tasks = play.tasks.map((task) => ({ ...task, name: mask(task.name) }))
  return { ...play, name: mask(play.name), tasks }
}

function redactFailure(failed: FailedTask, mask: Mask): FailedTask {
  const { play, task, message } = failed
  return { ...failed, play: mask(play), task: mask(task), message: mask(message) }
}
