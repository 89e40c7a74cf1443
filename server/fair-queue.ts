/**
 * Runs one task at a time, fairly among owners: the lowest rank first and, within a rank, the owners in turn. When the queue
 * is full, the last task in this order is rejected.
 */
interface QueuedTask {
  owner: string
  rank: number
  /** One more than the turn of the owner's previous task. */
  turn: number
  start: () => void
  reject: () => void
}

type Turn = Pick<QueuedTask, 'owner' | 'turn'>

export class FairQueue {
  readonly #waiting: QueuedTask[] = []
  #running: Turn | undefined

  constructor(private readonly maxWaiting: number) {}

  /** @returns `undefined` if the task was rejected because the queue is full */
  async run<T>(owner: string, rank: number, task: () => Promise<T>): Promise<T | undefined> {
    if (this.#running === undefined) this.#running = { owner, turn: 0 }
    else if (!(await this.#waitForTurn(owner, rank, this.#running))) return undefined
    try {
      return await task()
    } finally {
      this.#running = this.#waiting[0]
      this.#waiting.shift()?.start()
    }
  }

  #waitForTurn(owner: string, rank: number, running: Turn): Promise<boolean> {
    const turns = [running, ...this.#waiting].filter((one) => one.owner === owner).map(({ turn }) => turn)
    const turn = turns.length > 0 ? Math.max(...turns) + 1 : running.turn
    return new Promise((resolve) => {
      this.#waiting.push({ owner, rank, turn, start: () => resolve(true), reject: () => resolve(false) })
      this.#waiting.sort((one, other) => one.rank - other.rank || one.turn - other.turn)
      if (this.#waiting.length > this.maxWaiting) this.#waiting.pop()?.reject()
    })
  }
}
