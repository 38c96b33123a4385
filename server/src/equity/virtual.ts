import { requireCapacities } from './pairs.ts'

/** What residents of each settlement have to use a service at a distance, as shares from 0 to 1. */
export type Digital = {
  readonly coverage: Float64Array
  readonly device: Float64Array
  readonly skill: Float64Array
  /** Of those who cannot by themselves: who has somebody to help them. */
  readonly helper: Float64Array
  /** Public points with a connection and an assistant, in the settlement. */
  readonly kiosks: Float64Array
}

/**
 * The share of residents who can use a service that is given at a distance: those in reach of a network who have a device and the
 * skill, or else somebody to help them, or a kiosk near enough.
 *
 * able = coverage × (device × skill + (1 − device × skill) × help), where help is 1 with a kiosk within reach and else the share
 * that has a helper. Device and skill are taken as independent of each other, which the source of neither can tell.
 *
 * @param isNearKiosk 1 for each settlement from which a kiosk is within reach
 * @returns 0 to 1, one per settlement
 * @throws {RangeError} when a share is not from 0 to 1
 * @see van Dijk (2020), The Digital Divide: access to a network, to devices and skills, one after the other
 */
export function shareAble({ coverage, device, skill, helper }: Digital, isNearKiosk: Uint8Array): Float64Array {
  for (const shares of [coverage, device, skill, helper])
    for (const share of shares) if (!(share >= 0 && share <= 1)) throw new RangeError(`a share cannot be ${share}`)
  return coverage.map((covered, s) => {
    const alone = (device[s] as number) * (skill[s] as number)
    const help = isNearKiosk[s] === 1 ? 1 : (helper[s] as number)
    return covered * (alone + (1 - alone) * help)
  })
}

/**
 * Two-step virtual catchment: supply per person at a distance. The first step divides what is given at a distance by all who can
 * use it, wherever they live, as no minutes part them from it; the second gives each settlement as much of it as its residents can
 * use.
 *
 * V = Σⱼ Sⱼ ÷ Σₖ Pₖ vₖ; Aᵢ = vᵢ V, with v from {@link shareAble} where the paper has the strength of the broadband.
 *
 * @param capacities given at a distance, one per facility, in any unit
 * @param people residents per settlement
 * @param able share of them who can use it
 * @returns capacity units per resident, one per settlement; 0 where nobody can use it
 * @throws {RangeError} when a capacity is negative
 * @see Alford-Teaster, Wang, Tosteson & Onega (2021), Journal of the American Medical Informatics Association 28(11): 2SVCA
 */
export function virtualTwoStep(capacities: Float64Array, people: Float64Array, able: Float64Array): Float64Array {
  requireCapacities(capacities)
  const asking = people.reduce((sum, residents, s) => sum + residents * (able[s] as number), 0)
  const each = asking > 0 ? capacities.reduce((sum, capacity) => sum + capacity, 0) / asking : 0
  return able.map((share) => share * each)
}

/**
 * One measure of physical and virtual access: what each resident gets in the one way and in the other, added up. The capacity is
 * divided between the two ways beforehand, so that none of it counts twice, and weighed by residents the sum is the whole capacity
 * that anybody can use.
 *
 * @param physical capacity units per resident, from a catchment method on what is not given at a distance
 * @param virtual from {@link virtualTwoStep} on what is
 */
export function jointAccess(physical: Float64Array, virtual: Float64Array): Float64Array {
  return physical.map((supply, s) => supply + (virtual[s] as number))
}
