/** A text that grows piece by piece and remembers where its secrets stand. */
import type { RenderedFile, TextRange } from './installer'

export class SecretTextBuilder {
  private text = ''
  private readonly secrets: TextRange[] = []

  add(text: string): this {
    this.text += text
    return this
  }

  addSecret(text: string): this {
    const start = this.text.length
    this.text += text
    this.secrets.push({ start, end: this.text.length })
    return this
  }

  toFile(path: string): RenderedFile {
    return { path, text: this.text, secrets: this.secrets }
  }
}
