import { redirect } from 'next/navigation'

/** Redirects to the first step. */
export default async function ClusterPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  redirect(`/clusters/${encodeURIComponent(id)}/installer`)
}
