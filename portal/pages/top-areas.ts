import type { Area, RegionService } from '@datong/server/contract'

export type Top = {
  /** The one area that is the whole region, where there is one: choosing it would be no choice. */
  readonly code?: string
  readonly areas: readonly Area[]
}

/** The first areas from the top among which there is a choice. */
export async function topAreas(region: RegionService): Promise<Top> {
  let top: Top = { areas: await region.children() }
  while (top.areas.length === 1 && top.areas[0]) {
    const { code } = top.areas[0]
    const areas = await region.children(code)
    if (areas.length === 0) return top
    top = { code, areas }
  }
  return top
}
