/** Reduces a run's log, its printed secrets, the index of its lines and its outline. */

import { LogReducer } from '@/lib/diagnosis/log-reducer'
import { Outline } from '@/lib/log/ansible/outline'
import { PrintedSecrets } from '@/lib/secrets/printed-secrets'
import { LineIndex } from './line-index'

export class RunLogReducer extends LogReducer {
  /** Secrets that the installer itself printed. */
  readonly printed = new PrintedSecrets()
  readonly index = new LineIndex()
  readonly outline: Outline

  constructor() {
    const outline = new Outline()
    super((event) => outline.add(event))
    this.outline = outline
  }

  override push(chunk: Uint8Array): void {
    super.push(chunk)
    this.printed.push(chunk)
    this.index.push(chunk)
  }
}
