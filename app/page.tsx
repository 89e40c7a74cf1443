import { Home } from '@/components/home/home'
import { PageTitle } from '@/components/ui/page-title'
import { summaries } from '@/server/clusters/summaries'
import { engine } from '@/server/seam'
import { requestTheme } from './cookies'

/** The list comes with the page, so that the first paint shows it; the socket keeps it current afterwards. */
export default async function HomePage() {
  const [theme, listing] = await Promise.all([requestTheme(), summaries(engine())])
  return (
    <>
      <PageTitle />
      <Home theme={theme} initial={listing} />
    </>
  )
}
