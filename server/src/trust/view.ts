/** What an attribute says now. */
export type Fact = {
  /** The value; the `object` of a relationship, the `languageMap` of a text in several languages. */
  readonly value: unknown
  readonly unitCode?: string
  readonly observedAt?: Date
  /** What is said about the attribute itself, by short name: `quality`. */
  readonly about: Readonly<Record<string, unknown>>
}

/** An entity as services see it: short names, one fact for each attribute. */
export type EntityView = {
  readonly id: string
  readonly types: readonly string[]
  readonly scopes: readonly string[]
  readonly facts: Readonly<Record<string, Fact>>
  /** From the place that was asked about, where one was. */
  readonly metres?: number
}

/** The number an attribute says, if it says one. */
export function numberIn(view: EntityView, attribute: string): number | undefined {
  const value = view.facts[attribute]?.value
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Longitude and latitude where the location is a point. */
export function positionIn(view: EntityView): readonly [number, number] | undefined {
  const location = view.facts.location?.value as { type?: unknown; coordinates?: unknown } | undefined
  if (location?.type !== 'Point' || !Array.isArray(location.coordinates)) return undefined
  const [longitude, latitude] = location.coordinates as number[]
  return longitude === undefined || latitude === undefined ? undefined : [longitude, latitude]
}

/** The name by language; `und` (undetermined, BCP 47) where it is said in none, and the id where there is no name. */
export function namesIn(view: EntityView): Readonly<Record<string, string>> {
  const name = view.facts.name?.value
  if (typeof name === 'string') return { und: name }
  if (typeof name !== 'object' || name === null || Array.isArray(name)) return { und: view.id }
  return Object.fromEntries(Object.entries(name).map(([language, text]) => [language, [text].flat().join(', ')]))
}
