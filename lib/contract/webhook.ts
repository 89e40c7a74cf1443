/** The webhook that receives events of runs. */
import { z } from 'zod'

export const WEBHOOK_EVENTS = ['started', 'question', 'failed', 'succeeded', 'stopped', 'test'] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

/** Why a delivery failed; each has a text in `access.webhook.errors`. */
const DELIVERY_ERRORS = ['dns', 'refused', 'timeout', 'certificate', 'redirect', 'status', 'other'] as const
export type DeliveryError = (typeof DELIVERY_ERRORS)[number]

export const deliveryResult = z.object({
  /** Absent after a success. */
  error: z.enum(DELIVERY_ERRORS).optional(),
  /** The HTTP status of the response, if there was one. */
  status: z.number().optional(),
})
export type DeliveryResult = z.infer<typeof deliveryResult>

export const lastDelivery = deliveryResult.extend({ at: z.number(), event: z.enum(WEBHOOK_EVENTS) })
export type LastDelivery = z.infer<typeof lastDelivery>

/** `origin`: scheme, host and port of the URL, which is a secret itself with some services. */
export const webhookSummary = z.object({ origin: z.string(), last: lastDelivery.optional() })
export type WebhookSummary = z.infer<typeof webhookSummary>
