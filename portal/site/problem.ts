import type { FastifyError } from 'fastify'
import type { Problem } from '../door'

type Told = Partial<FastifyError> & Partial<Pick<Problem, 'faults' | 'inLanguages'>> & { readonly status?: number }

/** A refusal of the server or of a page tells its status; anything else is a fault of ours and tells nothing. */
export function problemOf(error: Told): Problem {
  const status = error.status ?? error.statusCode ?? 500
  if (status >= 500 && status !== 503) return { status: 500, code: 'internal' }
  const { code, message, faults, inLanguages } = error
  return {
    status,
    ...(code !== undefined && { code }),
    ...(message !== undefined && { detail: message }),
    ...(faults && { faults }),
    ...(inLanguages && { inLanguages }),
  }
}
