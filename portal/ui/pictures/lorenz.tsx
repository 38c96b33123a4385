/** The Lorenz curve: which share of the whole the lowest shares of the people have, beside the line of equality. */
type Curve = { readonly name: 'main' | 'past'; readonly shares: readonly number[] }

type Props = {
  readonly title: string
  readonly curves: readonly Curve[]
  readonly percent: (share: number) => string
  readonly across: string
  readonly up: string
}

const size = 360
const [left, bottom, top, right] = [64, 56, 34, 16]

export function Lorenz({ title, curves, percent, across, up }: Props) {
  const x = (share: number) => Math.round((left + share * (size - left - right)) * 10) / 10
  const y = (share: number) => Math.round((size - bottom - share * (size - bottom - top)) * 10) / 10
  const line = (shares: readonly number[]) =>
    shares.map((share, i) => `${i === 0 ? 'M' : 'L'}${x(i / (shares.length - 1))} ${y(share)}`).join('')
  return (
    <svg class="chart lorenz" width={size} height={size} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={title}>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <g key={share}>
          <path class="rule" d={`M${x(0)} ${y(share)}H${x(1)}`} />
          <text class="soft" x={left - 8} y={y(share) + 5} text-anchor="end">
            {percent(share)}
          </text>
          {share > 0 && (
            <text class="soft" x={x(share)} y={size - bottom + 22} text-anchor={share === 1 ? 'end' : 'middle'}>
              {percent(share)}
            </text>
          )}
        </g>
      ))}
      <text class="soft" x="2" y="16">
        {up}
      </text>
      <text class="soft" x={size - right} y={size - 8} text-anchor="end">
        {across}
      </text>
      <path class="line mark" d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`} />
      {curves.map(({ name, shares }) => (
        <path key={name} class={name === 'past' ? 'line past' : 'line'} fill="none" d={line(shares)} />
      ))}
    </svg>
  )
}
