import { Home } from '@/components/home/home'
import { requestTheme } from './cookies'

export default async function HomePage() {
  return <Home theme={await requestTheme()} />
}
