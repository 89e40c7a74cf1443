/** Saves a patch from standard input; the test limits its file size. Arguments: folder, cluster id. */
import { readFileSync } from 'node:fs'
import { openStore } from './drafts'

const [folder = '', id = ''] = process.argv.slice(2)
await openStore(folder).save(id, JSON.parse(readFileSync(0, 'utf8')))
