/** A process that saves a patch (standard input) of a cluster, for failing in the middle. Arguments: folder, cluster. */
import { readFileSync } from 'node:fs'
import { openStore } from './drafts'

const [folder = '', id = ''] = process.argv.slice(2)
await openStore(folder).save(id, JSON.parse(readFileSync(0, 'utf8')))
