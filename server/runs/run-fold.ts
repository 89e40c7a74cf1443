/** The fold over a run's log, and what of it may not be shown unasked. */
import { LogFold } from '@/lib/diagnosis/log-fold'
import { PrintedSecrets } from '@/lib/secrets/printed'

export class RunFold extends LogFold {
  /** What the installer itself printed and nobody may see unasked. */
  readonly printed = new PrintedSecrets()

  override push(chunk: Uint8Array): void {
    super.push(chunk)
    this.printed.push(chunk)
  }
}
