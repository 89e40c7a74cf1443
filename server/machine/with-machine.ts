import type { Machine } from './machine'

/** Runs `work` on a machine once it is open, and closes the machine afterwards. */
export async function withMachine<M extends Machine, T>(
  opening: Promise<M>,
  work: (machine: M) => Promise<T>,
): Promise<T> {
  const machine = await opening
  try {
    return await work(machine)
  } finally {
    await machine.close()
  }
}
