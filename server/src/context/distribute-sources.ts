import { type Answer, type Clock, callOut, type Logger } from '#kernel'
import type { Fate } from './csource-fates.ts'
import type { Registration } from './csource-registration.ts'
import { keepAnswers } from './distribute-cache.ts'
import { addressOf, type Origin, type Prepared, prepare } from './distribute-prepare.ts'
import type { SourceRequest } from './distribute-request.ts'
import { keepRests } from './distribute-rest.ts'
import { isObject } from './json.ts'
import type { LdContexts } from './ld-context.ts'
import type { Names } from './names.ts'
import { SourceRefusal } from './source-refusal.ts'

export type SourceAnswer = {
  readonly status: number
  readonly body: unknown
  readonly headers: Answer['headers']
  readonly names: Names
}

/** Calls sources, each within its time, and leaves those alone for a while that did not answer. */
export type Sources = {
  /** @throws {SourceRefusal} when there is no answer, or it is that the operation failed */
  call(registration: Registration, ask: (names: Names) => SourceRequest, origin: Origin): Promise<SourceAnswer>
  /** How the sources fared since the last time. */
  takeFates(): Fate[]
}

export type SourceOptions = {
  readonly clock: Clock
  readonly logger: Logger
  readonly contexts: LdContexts
  /** How this node names itself. */
  readonly alias: string
  readonly allowPrivate: boolean
}

const usualTimeoutMs = 5000
const longestTimeoutMs = 60_000
const maxBytes = 50 * 1024 * 1024

export function openSources(options: SourceOptions): Sources {
  const { logger, clock } = options
  const rests = keepRests()
  const cache = keepAnswers()
  const fates = new Map<string, Fate>()

  const exchange = async (registration: Registration, request: SourceRequest, call: Prepared, key: string): Promise<Answer> => {
    const { timeoutMs = usualTimeoutMs, cooldownMs } = registration
    if (rests.isResting(key)) throw silent(registration, 504, 'did not answer a moment ago and is left alone')
    try {
      const answer = await callOut(addressOf(registration, request), {
        method: request.method,
        headers: call.headers,
        ...(call.body !== undefined && { body: call.body }),
        timeoutMs: Math.min(timeoutMs, longestTimeoutMs),
        maxBytes,
        allowPrivate: options.allowPrivate,
      })
      rests.hasAnswered(key)
      return answer
    } catch (cause) {
      rests.hasFailed(key, cooldownMs)
      logger.warn({ err: cause, registration: registration.id }, 'a context source could not be reached')
      const isLate = (cause as Error).name === 'TimeoutError' || (cause as Error).name === 'AbortError'
      throw silent(registration, isLate ? 504 : 502, isLate ? 'did not answer in time' : 'could not be reached', cause)
    }
  }

  const note = (registration: Registration, tenant: string, hasFailed: boolean) => {
    const key = `${tenant} ${registration.id}`
    const fate = fates.get(key) ?? { tenant, id: registration.id, sent: 0, failed: 0 }
    fates.set(key, {
      ...fate,
      sent: fate.sent + 1,
      failed: fate.failed + (hasFailed ? 1 : 0),
      ...(hasFailed ? { lastFailure: clock() } : { lastSuccess: clock() }),
    })
  }

  return {
    call: async (registration, ask, origin) => {
      const prepared = await prepare(registration, ask, origin, options)
      const key = `${origin.tenant} ${registration.id}`
      const isReading = prepared.request.method === 'GET' || prepared.request.path.endsWith('/query')
      const cached = cache.find(registration, isReading, key, prepared)
      if (cached !== undefined) return cached
      try {
        const answer = await exchange(registration, prepared.request, prepared, key)
        const body = readBody(registration, answer)
        // Nothing found is an answer like any other.
        if (answer.status >= 300 && !(isReading && answer.status === 404)) throw refusalOf(registration, answer.status, body)
        const read = { status: answer.status, body, headers: answer.headers, names: prepared.names }
        cache.keep(registration, isReading, key, prepared, read)
        note(registration, origin.tenant, false)
        return read
      } catch (error) {
        note(registration, origin.tenant, true)
        throw error
      }
    },
    takeFates: () => {
      const taken = [...fates.values()]
      fates.clear()
      return taken
    },
  }
}

function readBody(registration: Registration, { body, status }: Answer): unknown {
  if (body === '') return undefined
  try {
    return JSON.parse(body)
  } catch (cause) {
    if (status >= 300) return undefined
    throw new SourceRefusal(502, `The context source ${registration.id} did not answer with JSON.`, {
      code: 'source-unclear',
      cause,
    })
  }
}

const silent = ({ id }: Registration, status: number, how: string, cause?: unknown) =>
  new SourceRefusal(status, `The context source ${id} ${how}.`, { code: 'source-silent', cause })

function refusalOf({ id }: Registration, status: number, body: unknown): SourceRefusal {
  const { type, title, detail } = isObject(body) ? body : ({} as Record<string, unknown>)
  const said = [detail, title].find((text) => typeof text === 'string') ?? `it answered ${status}`
  return new SourceRefusal(status, `The context source ${id} refused: ${said}`, {
    ...(typeof type === 'string' && { type }),
    body,
  })
}
