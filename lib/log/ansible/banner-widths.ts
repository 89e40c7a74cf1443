import { parseBanner } from './banner'

/** Logs written by hand have narrower banners than any terminal. */
const MIN_TERMINAL_WIDTH = 40
const USUAL_WIDTH = 60

/**
 * Tells the banners of a log from those in an output. Ansible pads its banners to one width, and only longer names exceed it;
 * an output of another width, or a text that only looks like a banner, is narrower.
 */
export class BannerWidths {
  #least = 0

  add(width: number) {
    if (this.#least === 0 || width < this.#least) this.#least = width
  }

  /** Whether a line is not narrower than the banners so far. */
  isUsual(line: string): boolean {
    if (this.#least === 0) return line.length >= USUAL_WIDTH
    return this.#least < MIN_TERMINAL_WIDTH || line.length >= this.#least * 0.9
  }

  isCertainBanner(line: string, number: number): boolean {
    return parseBanner(line, number) !== undefined && this.isUsual(line)
  }
}
