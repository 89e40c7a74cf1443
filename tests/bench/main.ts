/** `npm run bench [-- name …]`: measures speed as ratios to named peers in the same run. Needs a build. */
import { cpus, totalmem } from 'node:os'
import type { Bench } from './bench'
import { checks } from './checks'
import { firstPage } from './first-page'
import { install } from './install'
import { longPage } from './long-page'
import { output } from './output'
import { runs } from './runs'
import { startup } from './startup'

const benches: Record<string, Bench> = {
  startup,
  page: firstPage,
  install,
  output,
  checks,
  runs,
  log: longPage,
}

const names = process.argv.slice(2)
const unknown = names.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`No bench named ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}

const gib = Math.round(totalmem() / 2 ** 30)
console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${gib} GiB, Node ${process.version}`,
)
for (const [name, bench] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue
  const rows = await bench()
  console.log(`\n${name}`)
  console.table(Object.fromEntries(rows.map(({ what, ...figures }) => [what, figures])))
}
