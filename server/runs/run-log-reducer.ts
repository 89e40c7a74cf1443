/** Reduces a run's log, its printed secrets and the index of its lines. */
import { LogReducer } from '@/lib/diagnosis/log-reducer'
import { PrintedSecrets } from '@/lib/secrets/printed'
import { LineIndex } from './line-index'

export class RunLogReducer extends LogReducer {
  /** Secrets that the installer itself printed. */
  readonly printed = new PrintedSecrets()
  readonly index = new LineIndex()

  override push(chunk: Uint8Array): void {
    super.push(chunk)
    this.printed.push(chunk)
    this.index.push(chunk)
  }
}
