import { NotFound } from '@/components/home/not-found'

export default function NotFoundPage() {
  return <NotFound />
}
