import type { Names } from '#contract'
import type { FeatureAsk } from './feature-question.ts'

export type Feature = {
  readonly type: 'Feature'
  readonly id: string
  readonly geometry: object | null
  readonly properties: Readonly<Record<string, unknown>>
}

export type FoundFeatures = { readonly features: readonly Feature[]; readonly matched: number }

/** Features of one kind: what they are, what they can be asked for by, and how they are found. */
export type Collection = {
  readonly id: string
  readonly title: string
  readonly description: string
  /** Properties that can be asked for by value, with the values there are where these are few. */
  readonly filters: (kinds: readonly string[]) => Readonly<Record<string, readonly string[] | undefined>>
  readonly find: (ask: FeatureAsk) => Promise<FoundFeatures>
  readonly get: (id: string) => Promise<Feature | undefined>
}

/** A name in English or any other language, and in each by its tag: tables of attributes have no room for an object. */
export function flatNames(names: Names): Record<string, string> {
  const each = Object.entries(names).map(([tag, text]) => [`name_${tag}`, text])
  return { name: names.en ?? Object.values(names)[0] ?? '', ...Object.fromEntries(each) }
}
