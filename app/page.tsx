import { Home } from '@/components/home/home'
import { PageTitle } from '@/components/ui/layout/page-title'
import { requestTheme } from './preferences'

/** The list of clusters comes over the socket, because pages are sent without the page key. */
export default async function HomePage() {
  const theme = await requestTheme()
  return (
    <>
      <PageTitle />
      <Home theme={theme} />
    </>
  )
}
