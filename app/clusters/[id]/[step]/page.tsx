import { notFound } from 'next/navigation'
import { isStep } from '@/components/wizard/steps'
import { earlyLines } from '@/server/runs/early-lines'
import { engine } from '@/server/seam'
import { StepBody } from './step-body'

export default async function StepPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string; step: string }>
  searchParams: Promise<{ run?: string | string[] }>
}) {
  const [{ id, step }, { run }] = await Promise.all([params, searchParams])
  if (!isStep(step)) notFound()
  if (step !== 'install') return <StepBody step={step} />
  const named = typeof run === 'string' ? run : undefined
  return <StepBody step={step} early={await earlyLines(engine().runs, id, named)} />
}
