import type { Rows } from './catchment.ts'

/** What settlements ask of each facility: residents, as the method counts them, and the plain sum of the weights. */
export type Demand = { readonly people: Float64Array; readonly weights: Float64Array }

/** A floating catchment method as its two passes over the rows: each can be done block by block, and on several cores. */
export type CatchmentMethod = {
  /** Adds what these rows ask of each facility. */
  readonly gather: (rows: Rows, capacities: Float64Array, demand: Demand) => void
  /** Whether a facility's offer is its capacity ÷ (residents × weights) instead of ÷ residents. */
  readonly sharesByWeight?: true
  /** Writes what these rows get, of what each facility offers per person. */
  readonly grant: (rows: Rows, capacities: Float64Array, offers: Float64Array, into: Float64Array) => void
}

/**
 * Two-step floating catchment: R_f = S_f ÷ Σ_s P_s w_sf, A_s = Σ_f w_sf R_f. What it is called depends on the weights alone:
 * 2SFCA (`within`), E2SFCA (`stepped`), Gaussian 2SFCA (`gaussian`, `gaussian-to-zero`), kernel or gravity 2SFCA.
 *
 * @see Luo & Wang (2003), Environment and Planning B 30(6), eq. 4-5; Luo & Qi (2009), Health & Place 15(4), eq. 2-3
 */
export const twoStep: CatchmentMethod = {
  gather: ({ pairs: { offsets, facilities }, weights, people }, _capacities, { people: asking }) => {
    for (let s = 0; s < people.length; s++) {
      const residents = people[s] as number
      for (let p = offsets[s] as number, end = offsets[s + 1] as number; p < end; p++) {
        const f = facilities[p] as number
        asking[f] = (asking[f] as number) + residents * (weights[p] as number)
      }
    }
  },
  grant: ({ pairs: { offsets, facilities }, weights }, _capacities, offers, into) => {
    for (let s = 0; s < into.length; s++) {
      let sum = 0
      for (let p = offsets[s] as number, end = offsets[s + 1] as number; p < end; p++)
        sum += (weights[p] as number) * (offers[facilities[p] as number] as number)
      into[s] = sum
    }
  },
}

/**
 * Modified 2SFCA: A_s = Σ_f S_f w_sf² ÷ Σ_k P_k w_kf, so that capacity is lost where it lies badly, not only shared out anew.
 *
 * @see Delamater (2013), Health & Place 24, eq. 8
 */
export const modifiedTwoStep: CatchmentMethod = {
  gather: twoStep.gather,
  grant: ({ pairs: { offsets, facilities }, weights }, _capacities, offers, into) => {
    for (let s = 0; s < into.length; s++) {
      let sum = 0
      for (let p = offsets[s] as number, end = offsets[s + 1] as number; p < end; p++) {
        const weight = weights[p] as number
        sum += weight * weight * (offers[facilities[p] as number] as number)
      }
      into[s] = sum
    }
  },
}

/**
 * Three-step floating catchment: residents spread over what is near, G_sf = w_sf ÷ Σ_k w_sk; then R_f = S_f ÷ Σ_s P_s G_sf w_sf
 * and A_s = Σ_f G_sf w_sf R_f. A facility with a capacity of zero draws residents all the same, as in PySAL access and the R package
 * fca: leave out of the pairs what is shut.
 *
 * @see Wan, Zou & Sternberg (2012), International Journal of Geographical Information Science 26(6), eq. 3-5
 */
export const threeStep: CatchmentMethod = {
  gather: ({ pairs: { offsets, facilities }, weights, people }, _capacities, { people: asking }) => {
    for (let s = 0; s < people.length; s++) {
      const from = offsets[s] as number
      const end = offsets[s + 1] as number
      let sum = 0
      for (let p = from; p < end; p++) sum += weights[p] as number
      const residents = sum > 0 ? (people[s] as number) / sum : 0
      for (let p = from; p < end; p++) {
        const f = facilities[p] as number
        const weight = weights[p] as number
        asking[f] = (asking[f] as number) + residents * weight * weight
      }
    }
  },
  grant: ({ pairs: { offsets, facilities }, weights }, _capacities, offers, into) => {
    for (let s = 0; s < into.length; s++) {
      let sum = 0
      let granted = 0
      for (let p = offsets[s] as number, end = offsets[s + 1] as number; p < end; p++) {
        const weight = weights[p] as number
        sum += weight
        granted += weight * weight * (offers[facilities[p] as number] as number)
      }
      into[s] = sum > 0 ? granted / sum : 0
    }
  },
}

/**
 * Modified Huff 3SFCA: residents choose by capacity and distance, H_sf = S_f w_sf ÷ Σ_k S_k w_sk; R_f = S_f ÷ Σ_s P_s H_sf,
 * A_s = Σ_f H_sf w_sf R_f.
 *
 * @see Jörg, Lenz, Wetz & Widmer (2019), Obsan Bericht 01/2019; Subal, Paal & Krisp (2021), International Journal of Health
 * Geographics 20, eq. 5-7
 */
export const huffThreeStep: CatchmentMethod = {
  gather: ({ pairs: { offsets, facilities }, weights, people }, capacities, { people: asking }) => {
    for (let s = 0; s < people.length; s++) {
      const from = offsets[s] as number
      const end = offsets[s + 1] as number
      let sum = 0
      for (let p = from; p < end; p++) sum += (capacities[facilities[p] as number] as number) * (weights[p] as number)
      const residents = sum > 0 ? (people[s] as number) / sum : 0
      for (let p = from; p < end; p++) {
        const f = facilities[p] as number
        asking[f] = (asking[f] as number) + residents * (capacities[f] as number) * (weights[p] as number)
      }
    }
  },
  grant: ({ pairs: { offsets, facilities }, weights }, capacities, offers, into) => {
    for (let s = 0; s < into.length; s++) {
      let sum = 0
      let granted = 0
      for (let p = offsets[s] as number, end = offsets[s + 1] as number; p < end; p++) {
        const f = facilities[p] as number
        const weight = weights[p] as number
        const pull = (capacities[f] as number) * weight
        sum += pull
        granted += pull * weight * (offers[f] as number)
      }
      into[s] = sum > 0 ? granted / sum : 0
    }
  },
}

/**
 * Balanced floating catchment: neither residents nor capacity are counted more than once, since the weights of each settlement
 * and of each facility are made to add up to 1. L_f = S_f ÷ Σ_s P_s w_sf ÷ Σ_k w_sk, A_s = Σ_f L_f w_sf ÷ Σ_k w_kf.
 *
 * @see Paez, Higgins & Vivona (2019), PLoS ONE 14(6), eq. 7-10
 */
export const balanced: CatchmentMethod = {
  sharesByWeight: true,
  gather: ({ pairs: { offsets, facilities }, weights, people }, _capacities, { people: asking, weights: sums }) => {
    for (let s = 0; s < people.length; s++) {
      const from = offsets[s] as number
      const end = offsets[s + 1] as number
      let sum = 0
      for (let p = from; p < end; p++) sum += weights[p] as number
      const residents = sum > 0 ? (people[s] as number) / sum : 0
      for (let p = from; p < end; p++) {
        const f = facilities[p] as number
        const weight = weights[p] as number
        asking[f] = (asking[f] as number) + residents * weight
        sums[f] = (sums[f] as number) + weight
      }
    }
  },
  grant: twoStep.grant,
}

/**
 * Spatial availability: each opportunity is given to exactly one settlement, in proportion to its residents and its closeness,
 * V_s = Σ_f S_f P_s w_sf ÷ Σ_k P_k w_kf. It is the two-step measure times the residents.
 *
 * @param access per person, by `twoStep`
 * @returns capacity units, one per settlement; they add up to the capacity that anybody can reach
 * @see Soukhov, Páez, Higgins & Mohamed (2023), PLoS ONE 18(1), eq. 9-11
 */
export function spatialAvailability(access: Float64Array, people: Float64Array): Float64Array {
  return access.map((each, s) => each * (people[s] as number))
}
