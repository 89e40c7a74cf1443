/** Review: both files as they will be written, beside what the package has now, secrets masked. */
import { previewFiles } from '../../runs/start/preview'
import type { Handlers } from './handler'

export const reviewHandlers: Handlers<'review.files'> = {
  'review.files': async ({ id }, { engine }) => ({ files: await previewFiles(engine, id) }),
}
