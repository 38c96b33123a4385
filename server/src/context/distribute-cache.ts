import type { Registration } from './csource-registration.ts'
import type { Prepared } from './distribute-prepare.ts'
import type { SourceAnswer } from './distribute-sources.ts'

const mostKept = 1000

/** Answers of sources whose registrations say how long they hold (`cacheDuration`, GS CIM 009, 5.2.34); of others nothing is kept. */
export type Answers = {
  find(registration: Registration, isReading: boolean, source: string, request: Prepared): SourceAnswer | undefined
  keep(registration: Registration, isReading: boolean, source: string, request: Prepared, answer: SourceAnswer): void
}

export function keepAnswers(): Answers {
  const kept = new Map<string, { readonly until: number; readonly answer: SourceAnswer }>()
  const keyOf = (source: string, { request, headers }: Prepared) => `${source} ${JSON.stringify([request, headers])}`
  return {
    find: ({ cacheMs }, isReading, source, request) => {
      const found = cacheMs === undefined || !isReading ? undefined : kept.get(keyOf(source, request))
      return found !== undefined && found.until > Date.now() ? found.answer : undefined
    },
    keep: ({ cacheMs }, isReading, source, request, answer) => {
      if (cacheMs === undefined || !isReading) return
      if (kept.size >= mostKept) kept.delete(kept.keys().next().value as string)
      kept.set(keyOf(source, request), { until: Date.now() + cacheMs, answer })
    },
  }
}
