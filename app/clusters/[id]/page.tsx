import { redirect } from 'next/navigation'

/** A cluster's own address is its first step. */
export default async function ClusterPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  redirect(`/clusters/${encodeURIComponent(id)}/installer`)
}
