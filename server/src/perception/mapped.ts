/** One value of one attribute, in the terms of NGSI-LD (ETSI GS CIM 009 §4.5), with short names. */
export type Measured = {
  readonly type: 'Property' | 'GeoProperty' | 'Relationship' | 'LanguageProperty'
  readonly value?: unknown
  readonly object?: string
  readonly languageMap?: Readonly<Record<string, string>>
  readonly unitCode?: string
  readonly observedAt?: string
  /** Why the value is doubtful, though kept as measured. */
  readonly quality?: { readonly type: 'Property'; readonly value: string }
}

/** What one record says about one entity. */
export type Observation = {
  readonly id: string
  readonly type: string
  readonly scope?: string
  /** Milliseconds since 1970 UTC. */
  readonly observedAt: number
  readonly attributes: Readonly<Record<string, Measured>>
  /** What stays the same from record to record, written only where it changed. */
  readonly describes?: Readonly<Record<string, Measured>>
  readonly flags: readonly string[]
}

/** A code for programs and a sentence for people on why something cannot be accepted. */
export type Reason = { readonly ok: false; readonly reason: string; readonly detail: string }

export type Mapped = { readonly ok: true; readonly observation: Observation } | Reason

export const because = (reason: string, detail: string): Reason => ({ ok: false, reason, detail })

/** A time as NGSI-LD writes it (GS CIM 009, 4.6.3). @param at milliseconds since 1970 UTC */
export const writeTime = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')
