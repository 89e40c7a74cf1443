/**
 * Does work one piece at a time, for many who must not hold up each other: whoever has the lowest rank comes first, and
 * of one rank all take turns. When it is full, the last in this order leaves.
 */
interface QueuedTask {
  who: string
  rank: number
  /** Its turn: one after that of the piece before of the same. */
  round: number
  begin: () => void
  leave: () => void
}

type Place = Pick<QueuedTask, 'who' | 'round'>

export class FairQueue {
  readonly #waiting: QueuedTask[] = []
  #running: Place | undefined

  constructor(private readonly most: number) {}

  /** @returns undefined where others came first and there was no room to wait */
  async run<T>(who: string, rank: number, work: () => Promise<T>): Promise<T | undefined> {
    if (this.#running === undefined) this.#running = { who, round: 0 }
    else if (!(await this.#waitForTurn(who, rank, this.#running))) return undefined
    try {
      return await work()
    } finally {
      this.#running = this.#waiting[0]
      this.#waiting.shift()?.begin()
    }
  }

  #waitForTurn(who: string, rank: number, running: Place): Promise<boolean> {
    const before = [running, ...this.#waiting].filter((one) => one.who === who).map(({ round }) => round)
    const round = before.length > 0 ? Math.max(...before) + 1 : running.round
    return new Promise((resolve) => {
      this.#waiting.push({ who, rank, round, begin: () => resolve(true), leave: () => resolve(false) })
      this.#waiting.sort((one, other) => one.rank - other.rank || one.round - other.round)
      if (this.#waiting.length > this.most) this.#waiting.pop()?.leave()
    })
  }
}
