/** Counts who sits where: each place has tables of so many seats, and a further table when all are taken. */
export class ChannelAllocator {
  readonly #taken = new Map<string, number[]>()

  constructor(private readonly limit: number) {}

  /** A seat at the first table that has one; `leave` frees it (once, however often it is called). */
  allocate(place: string): { seat: number; leave: () => void } {
    const tables = this.#taken.get(place) ?? []
    this.#taken.set(place, tables)
    const free = tables.findIndex((taken) => taken < this.limit)
    const seat = free < 0 ? tables.length : free
    tables[seat] = (tables[seat] ?? 0) + 1
    let sits = true
    const leave = () => {
      if (sits) tables[seat] = (tables[seat] ?? 1) - 1
      sits = false
    }
    return { seat, leave }
  }
}
