/** A text that grows piece by piece and remembers where its secrets stand. */
import type { RenderedFile, Span } from './installer'

export class SecretText {
  private text = ''
  private readonly secrets: Span[] = []

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

  file(path: string): RenderedFile {
    return { path, text: this.text, secrets: this.secrets }
  }
}
