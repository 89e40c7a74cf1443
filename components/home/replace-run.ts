import type { RunSummary } from '@/lib/contract/run'
import type { ResponsePayload } from '@/lib/contract/socket'

type Listing = Pick<ResponsePayload<'clusters.list'>, 'clusters' | 'runs'>

/** A listing with the new state of one of its runs. */
export function replaceRun<L extends Listing>(listing: L, run: RunSummary): L {
  return {
    ...listing,
    runs: listing.runs.map((other) => (other.id === run.id ? run : other)),
    clusters: listing.clusters.map((cluster) =>
      cluster.lastRun?.id === run.id ? { ...cluster, lastRun: run } : cluster,
    ),
  }
}
