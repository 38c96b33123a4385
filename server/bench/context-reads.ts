import type { Read } from './lesson.ts'
import { madeId, madeTypes, origin, type Size, seriesOf } from './made-data.ts'

const goal = 0.8
const many = 32
/** For requests that keep the database busy for long. */
const few = 8

const below = (limit: number) => Math.floor(Math.random() * limit)
const someType = () => `Bench${below(madeTypes)}`
const entities = '/ngsi-ld/v1/entities'
const temporal = '/ngsi-ld/v1/temporal/entities'

/** Every kind of read that is measured. The example's values must be told apart from all others in the statements. */
export function reads(size: Size): Read[] {
  const read = (
    name: string,
    path: string,
    example: Record<string, string>,
    values: () => Record<string, string>,
    connections = many,
  ): Read => ({ lesson: { name, path, example }, goal, connections, values })
  const ofType = size.entities / madeTypes
  const place = () => {
    const index = below(size.entities)
    return { x: (origin[0] + (index % 1000) / 1000).toFixed(4), y: (origin[1] + Math.floor(index / 1000) / 1000).toFixed(4) }
  }
  const type = 'Bench1'
  const series = () => ({ id: madeId(below(seriesOf(size))) })
  const year = 'timerel=between&timeAt=2025-01-01T00:00:00Z&endTimeAt=2026-01-01T00:00:00Z'
  return [
    read('retrieve', `${entities}/{id}`, { id: madeId(1) }, () => ({ id: madeId(below(size.entities)) })),
    read('query of 20 by type', `${entities}?type={type}&limit=20&offset={offset}`, { type, offset: '37' }, () => ({
      type: someType(),
      offset: String(below(100)),
    })),
    read('query by q on a number', `${entities}?type={type}&q=pm25%3E{low}&limit=20`, { type, low: '937' }, () => ({
      type: someType(),
      low: String(900 + below(90)),
    })),
    read('query by q, of any type', `${entities}?q=pm25%3E{low}&limit=20`, { low: '937' }, () => ({
      low: String(900 + below(90)),
    })),
    read(
      'query by geo near',
      `${entities}?type={type}&georel=near%3BmaxDistance%3D%3D1000&geometry=Point&coordinates=%5B{x},{y}%5D&limit=20`,
      { type, x: '106.0037', y: '26.0013' },
      () => ({ type: someType(), ...place() }),
    ),
    read('query with count', `${entities}?type={type}&count=true&limit=20`, { type }, () => ({ type: someType() }), few),
    read(
      'deep page',
      `${entities}?type={type}&limit=20&offset={offset}`,
      { type, offset: '37' },
      () => ({ type: someType(), offset: String(Math.floor(ofType * 0.75) + below(100)) }),
      few,
    ),
    read('temporal, the newest 20', `${temporal}/{id}?attrs=pm25&lastN=20&${year}`, { id: madeId(0) }, series),
    read(
      'hourly aggregate over a year',
      `${temporal}/{id}?attrs=pm25&options=aggregatedValues&aggrMethods=avg,max&aggrPeriodDuration=PT1H&${year}`,
      { id: madeId(0) },
      series,
      few,
    ),
  ]
}
