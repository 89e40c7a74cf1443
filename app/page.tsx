import { Home } from '@/components/home/home'
import { PageTitle } from '@/components/ui/page-title'
import { requestTheme } from './preferences'

/** Without the list, which the socket brings: a page is sent for the cookie alone. */
export default async function HomePage() {
  const theme = await requestTheme()
  return (
    <>
      <PageTitle />
      <Home theme={theme} />
    </>
  )
}
