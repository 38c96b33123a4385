import { NotFound } from '#kernel'
import type { AreaOfGap, Places, Span } from './places.ts'

/**
 * The area whose children are the highest among which there is a choice: a lone top gives way to its children, and an only child
 * to its own in turn. Undefined where several areas stand at the top, or nothing lies below.
 */
export function findLoneTop(places: Places): AreaOfGap | undefined {
  const below = Map.groupBy(places.areas.values(), ({ parent }) => parent)
  let lone: AreaOfGap | undefined
  for (let areas = below.get(undefined); areas?.length === 1; areas = below.get(lone?.code)) {
    const [only] = areas
    if (only === undefined || !below.has(only.code)) break
    lone = only
  }
  return lone
}

/** @throws NotFound, naming the areas at the top of the region */
export function findArea(places: Places, code: string): AreaOfGap {
  const area = places.areas.get(code)
  if (area !== undefined) return area
  const top = [...places.areas.values()].filter(({ parent }) => parent === undefined).map((root) => root.code)
  throw new NotFound(`There is no area ${code} in this region. At its top: ${top.slice(0, 20).join(', ')}.`)
}

/** @throws NotFound, naming the kinds there are */
export function findKind<Service extends { readonly kind: string }>(services: readonly Service[], kind: string): Service {
  const service = services.find((known) => known.kind === kind)
  if (service !== undefined) return service
  const kinds = services.map((known) => known.kind).sort()
  throw new NotFound(`This region has no service ${kind}. It has: ${kinds.join(', ')}.`)
}

/** The settlements of an area, or all of them. @throws NotFound, naming the areas at the top of the region */
export function spanOf(places: Places, area: string | undefined): Span {
  return area === undefined ? [0, places.settlements.ids.length] : findArea(places, area).span
}
