/** Sizes as people say them. */
const KIB_PER_GIB = 1024 * 1024

/** GiB with one decimal, as it is shown. */
export const toGib = (kib: number): number => Math.round((kib / KIB_PER_GIB) * 10) / 10

/** A size that was asked for in GiB, less what never shows up (a share from 0 to 1), in KiB. */
export const minimumKib = (gib: number, allowance = 0): number => gib * KIB_PER_GIB * (1 - allowance)
