import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { requestLanguage } from '@/app/cookies'
import { allMessages } from '@/app/messages'
import { isStep } from '@/components/wizard/steps'
import { StepBody } from './step-body'

type Props = { params: Promise<{ id: string; step: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ step }, language] = await Promise.all([params, requestLanguage()])
  return isStep(step) ? { title: allMessages(language).wizard.steps[step].title } : {}
}

export default async function StepPage({ params }: Props) {
  const { step } = await params
  if (!isStep(step)) notFound()
  return <StepBody step={step} />
}
