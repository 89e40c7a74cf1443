/**
 * The title of a page, in the tab and in the history. An element of the page itself and none of Next's metadata, which
 * come after the page on the way to another: then the tab would have no name for a moment, at every step.
 */
export function PageTitle({ text }: { text?: string }) {
  return <title>{text ? `${text} · Taskbox` : 'Taskbox'}</title>
}
