import type { Position } from '#contract'
import { Invalid } from '#kernel'

export type Page = { readonly limit: number; readonly offset: number }

/**
 * One page of a list: asks for one more than it shows, to know whether there is a next one.
 *
 * @param url of the request, with its query
 */
export async function turnPage<Item>(
  url: string,
  { limit, offset }: Page,
  list: (page: Page) => Promise<readonly Item[]>,
): Promise<{ readonly items: Item[]; readonly next?: string }> {
  const found = await list({ limit: limit + 1, offset })
  const items = found.slice(0, limit)
  if (found.length <= limit) return { items }
  const [path, query] = url.split('?')
  const parameters = new URLSearchParams(query)
  parameters.set('offset', String(offset + limit))
  return { items, next: `${path}?${parameters}` }
}

/** @throws {Invalid} for a place that is not on the Earth */
export function parsePosition(text: string): Position {
  const [longitude = Number.NaN, latitude = Number.NaN] = text.split(',').map(Number)
  if (Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90) return [longitude, latitude]
  throw new Invalid(`${text} is not a place on the Earth.`, [
    { message: 'Give longitude,latitude in degrees.', fix: 'For example 106.69,26.33.' },
  ])
}
