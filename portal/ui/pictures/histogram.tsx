/** How many people have how much: columns by class, one upon the other. */
import type { AccessBin } from '@datong/server/contract'
import { scaleLinear } from 'd3-scale'

const classes = ['urban', 'town', 'rural'] as const

type Props = {
  readonly title: string
  readonly bins: readonly AccessBin[]
  readonly people: (count: number) => string
  readonly value: (value: number) => string
  readonly unit: string
}

const [width, height, left, bottom] = [860, 320, 96, 46]

export function Histogram({ title, bins, people, value, unit }: Props) {
  const totals = bins.map((bin) => classes.reduce((sum, name) => sum + (bin.people[name] ?? 0), 0))
  const y = scaleLinear([0, Math.max(1, ...totals)], [height - bottom, 34]).nice(4)
  const step = (width - left - 12) / Math.max(1, bins.length)
  const at = (count: number) => Math.round(y(count) * 10) / 10
  const every = Math.ceil(bins.length / 6)
  return (
    <svg class="chart histogram" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
      {y.ticks(4).map((tick) => (
        <g key={tick}>
          <path class="rule" d={`M${left} ${at(tick)}H${width - 12}`} />
          <text class="soft" x={left - 8} y={at(tick) + 5} text-anchor="end">
            {people(tick)}
          </text>
        </g>
      ))}
      <text class="soft" x="2" y="16">
        {unit}
      </text>
      {bins.map((bin, i) => (
        <g key={bin.from}>
          {classes.map((name, k) => {
            const under = classes.slice(0, k).reduce((sum, other) => sum + (bin.people[other] ?? 0), 0)
            const count = bin.people[name] ?? 0
            return (
              count > 0 && (
                <rect
                  key={name}
                  class={name}
                  x={left + i * step + 2}
                  y={at(under + count)}
                  width={Math.max(1, step - 4)}
                  height={Math.max(0.5, at(under) - at(under + count))}
                />
              )
            )
          })}
          {i % every === 0 && (
            <text class="soft" x={left + i * step} y={height - 16} text-anchor="middle">
              {value(bin.from)}
            </text>
          )}
        </g>
      ))}
      <path class="axis" d={`M${left} ${height - bottom}H${width - 12}`} />
    </svg>
  )
}
