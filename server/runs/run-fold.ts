/** The fold over a run's log, what of it may not be shown unasked, and where its lines begin. */
import { LogFold } from '@/lib/diagnosis/log-fold'
import { PrintedSecrets } from '@/lib/secrets/printed'
import { LineIndex } from './line-index'

export class RunFold extends LogFold {
  /** What the installer itself printed and nobody may see unasked. */
  readonly printed = new PrintedSecrets()
  readonly index = new LineIndex()

  override push(chunk: Uint8Array): void {
    super.push(chunk)
    this.printed.push(chunk)
    this.index.push(chunk)
  }
}
