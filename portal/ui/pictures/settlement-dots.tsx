import type { GapOfSettlement } from '@datong/server/contract'
import type { Place, Spot } from './terrain.tsx'

const sizes = ['small', 'middle', 'large'] as const

/** Each kind of settlement is one path of zero-length lines: 900 villages in a few kilobytes. */
export function SettlementDots({ settlements, at }: { settlements: readonly GapOfSettlement[]; at: Place }) {
  return (
    <>
      {[true, false].flatMap((isReached) =>
        sizes.map((size) => {
          const found = settlements.filter((one) => one.isReached === isReached && sizeOf(one.population) === size)
          const path = found.map(({ position }) => dot(at(position))).join('')
          if (path === '') return null
          if (isReached) return <path key={size} class={`dots reached ${size}`} d={path} />
          return (
            <g key={size}>
              <path class={`dots beyond ${size}`} d={path} />
              <path class={`dots hollow ${size}`} d={path} />
            </g>
          )
        }),
      )}
    </>
  )
}

function sizeOf(population: number): (typeof sizes)[number] {
  if (population >= 5_000) return 'large'
  return population >= 1_000 ? 'middle' : 'small'
}

function dot([x, y]: Spot): string {
  return `M${x} ${y}h0`
}
