/** Review: both files as they will be written, beside what the package has now, secrets masked. */
import { previewFiles } from '../runs/preview'
import type { Handlers } from './handlers'

export const reviewHandlers: Handlers<'review.files'> = {
  'review.files': async ({ id }, { engine }) => ({ files: await previewFiles(engine, id) }),
}
