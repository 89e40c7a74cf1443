/**
 * The title of a page, in the tab and in the history. Not Next's metadata, which arrive after the page during navigation
 * and would leave the tab without a title for a moment.
 */
export function PageTitle({ text }: { text?: string }) {
  return <title>{text ? `${text} · Taskbox` : 'Taskbox'}</title>
}
