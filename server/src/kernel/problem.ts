import type { FastifyError } from 'fastify'
import { type Fault, Refusal } from './refusal.ts'

/** Problem details for HTTP APIs (RFC 9457), with a stable `code` and the list of what is wrong. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  /** The detail by language, for pages: programs are told the one in English. */
  readonly inLanguages?: Readonly<Record<string, string>>
  readonly code: string
  readonly faults?: readonly Fault[]
}

const titles: Readonly<Record<number, string>> = {
  400: 'What was sent is not valid',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not available in that form',
  409: 'In conflict with what is there',
  413: 'Too large',
  415: 'Unsupported media type',
  429: 'Too many at once',
  503: 'Not ready',
  504: 'No answer in time',
}

/** The codes of our own refusals, for the same problem found by the framework. */
const codes: Readonly<Record<number, string>> = {
  400: 'invalid',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  413: 'too-large',
  415: 'unsupported',
  429: 'too-busy',
}

/** What a caller is told of an error: a refusal whole, of a bug nothing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    const { status, code, type = 'about:blank', message, faults, inLanguages } = error
    const more = { ...(faults?.length && { faults }), ...(inLanguages && { inLanguages }) }
    return { type, title: titleOf(status), status, detail: message, code, ...more }
  }
  const { statusCode = isUnstorable(error) ? 400 : 500, validation, validationContext, message } = error as FastifyError
  if (validation !== undefined) return invalid(validationContext ?? 'request', validation)
  if (statusCode >= 400 && statusCode < 500)
    return {
      type: 'about:blank',
      title: titleOf(statusCode),
      status: statusCode,
      detail: message,
      code: codes[statusCode] ?? 'refused',
    }
  return { type: 'about:blank', title: 'Something went wrong on our side', status: 500, code: 'internal' }
}

/** A text holds the character NUL, or no whole characters, which PostgreSQL takes from nobody. */
const isUnstorable = (error: unknown) => ['22021', '22P05'].includes((error as { code?: string }).code ?? '')

function invalid(where: string, found: NonNullable<FastifyError['validation']>): Problem {
  const faults = found.map(({ instancePath, message = 'is not valid' }) => ({ pointer: instancePath, message }))
  const first = faults[0]
  const detail = `The ${where}${first?.pointer ? ` at ${first.pointer}` : ''} ${first?.message ?? 'is not valid'}.`
  return { type: 'about:blank', title: titleOf(400), status: 400, detail, code: 'invalid', faults }
}

const titleOf = (status: number) => titles[status] ?? 'Refused'
