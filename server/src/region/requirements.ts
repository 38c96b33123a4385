import Type, { type Static } from 'typebox'
import type { Report } from './pack-fault.ts'

const Shared = {
  class: Type.Optional(Type.Enum(['urban', 'town', 'rural'], { description: 'For residents of this class only.' })),
  ages: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'For these age bands of population.csv only.' }),
  ),
  minutes: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'Minutes of travel to the nearest.' })),
  share: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Which part of them must reach it in so many minutes; else all.',
    }),
  ),
  per1000: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: 'Units of capacity in an area per 1,000 of its residents.' }),
  ),
  source: Type.String({ minLength: 1, description: 'Where this is laid down.' }),
}

/** What a service owes besides its standard: who is to reach it in how many minutes, or how much of it there is to be. */
export const RequirementSchema = Type.Object(Shared, { additionalProperties: false })

export type PackRequirement = Static<typeof RequirementSchema>

type Service = { readonly kind: string; readonly requirements?: readonly PackRequirement[] }

/**
 * Reports every requirement that cannot be checked: with nothing or two things to check, with a share of nothing, or for an age
 * band in which the pack has nobody.
 *
 * @param bands that occur in `population.csv`
 */
export function checkRequirements(services: readonly Service[], bands: ReadonlySet<string>, report: Report): void {
  services.forEach(({ requirements = [] }, i) => {
    requirements.forEach(({ minutes, per1000, share, ages = [] }, k) => {
      const wrong = (member: string, message: string, fix: string) =>
        report({
          severity: 'error',
          file: 'region.json',
          column: `/services/${i}/requirements/${k}${member}`,
          message,
          fix,
        })
      if ((minutes === undefined) === (per1000 === undefined))
        wrong('', 'A requirement is either of minutes or of capacity.', 'Give one of minutes and per1000; write two for both.')
      if (share !== undefined && minutes === undefined)
        wrong('/share', 'A share goes with minutes.', 'Leave it out, or give minutes.')
      const unknown = ages.filter((band) => !bands.has(band))
      if (unknown.length > 0)
        wrong(
          '/ages',
          `No settlement has the age band ${unknown.join(', ')}.`,
          bands.size === 0 ? 'population.csv has no columns age:….' : `population.csv has: ${[...bands].join(', ')}.`,
        )
    })
  })
}
