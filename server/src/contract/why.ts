/** Why an area is behind the city. */
import type { Names } from './places.ts'

export type WhyFactor = 'distance' | 'capacity' | 'hours' | 'digital' | 'eligibility' | 'language'

/** What one factor adds to the gap, or that nothing is known of it. */
export type WhyPart =
  | {
      readonly factor: WhyFactor
      readonly isKnown: true
      /**
       * The factor itself: facilities near, each discounted by the way; their capacity per 1,000 residents; share of the week that
       * it is open; share of residents who can use it at a distance. Missing where nothing is near to judge by.
       */
      readonly here?: number
      readonly city?: number
      /** What it adds to `gap`, in the same unit; below zero where the area is better off than the city in this. */
      readonly adds: number
      /** `adds ÷ gap`; missing where there is no gap. */
      readonly share?: number
    }
  | { readonly factor: WhyFactor; readonly isKnown: false }

export type WhyReport = {
  readonly area: string
  readonly names: Names
  readonly service: string
  readonly at: Date
  /** Capacity within reach per 1,000 residents while it is open, discounted by the way: of this area, and of the city. */
  readonly here: number
  readonly city: number
  /** `city − here`: above zero, the area is behind. The known parts add up to it. */
  readonly gap: number
  /** Every factor, what adds most first, the unknown last. */
  readonly parts: readonly WhyPart[]
  /** What adds most, where the area is behind. */
  readonly largest?: WhyFactor
}

export type WhyService = {
  /** @throws NotFound for an area or service that there is not; Invalid where fewer than ten people live, or no city is to compare with */
  explain(ask: { readonly area: string; readonly service: string }): Promise<WhyReport>
}
