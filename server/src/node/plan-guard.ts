import type { PlanGuard, RegionService } from '#contract'
import { liesIn, principalOf, requireAllowed } from '#trust'

/** Asks the gate about plans and scenarios: an area is known to it by its scope path. */
export function createPlanGuard(region: Pick<RegionService, 'area' | 'children'>): PlanGuard {
  const pathOf = async (code: string | undefined): Promise<string> => {
    if (code !== undefined) return (await region.area(code))?.path ?? '/'
    // The whole region is all that lies in the one area at its top, where there is one.
    const [first] = await region.children()
    return first?.parent === undefined ? '/' : ((await region.area(first.parent))?.path ?? '/')
  }
  return {
    may: async (request, action, place) => {
      const area = place && (await pathOf(place.area))
      requireAllowed({
        principal: principalOf(request),
        action,
        resource: { kind: 'plans', ...(area !== undefined && { area }) },
      })
    },
    scopesOf: async (request) => {
      const principal = principalOf(request)
      if (principal.kind !== 'officer') return {}
      const whole = await pathOf(undefined)
      return principal.jurisdiction.some((own) => liesIn(whole, own)) ? {} : { scopes: principal.jurisdiction }
    },
  }
}
