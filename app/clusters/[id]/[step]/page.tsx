import { notFound } from 'next/navigation'
import { isStep } from '@/lib/steps/steps'
import { StepBody } from './step-body'

export default async function StepPage({ params }: { params: Promise<{ id: string; step: string }> }) {
  const { step } = await params
  if (!isStep(step)) notFound()
  return <StepBody step={step} />
}
