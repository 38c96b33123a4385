/** A week as seven rows of 24 hours, each as well off as its shade says. */

type Props = {
  readonly title: string
  /** A shade for each of the 168 hours, Monday 00:00 first; undefined where nothing is known. */
  readonly shades: readonly (number | undefined)[]
  /** Names of the seven days, Monday first. */
  readonly days: readonly string[]
  readonly hour: (hour: number) => string
}

const [left, top, width, height] = [120, 30, 31, 28]

export function WeekHours({ title, shades, days, hour }: Props) {
  const [right, bottom] = [left + 24 * width, top + 7 * height]
  return (
    <svg
      class="chart week"
      width={right + 4}
      height={bottom + 4}
      viewBox={`0 0 ${right + 4} ${bottom + 4}`}
      role="img"
      aria-label={title}
    >
      {[0, 6, 12, 18].map((at) => (
        <text key={at} class="soft" x={left + at * width} y={top - 10}>
          {hour(at)}
        </text>
      ))}
      {days.map((name, day) => (
        <g key={name}>
          <text x={left - 10} y={top + day * height + 20} text-anchor="end">
            {name}
          </text>
          {shades.slice(day * 24, day * 24 + 24).map((shade, at) => (
            <rect
              key={at}
              class={shade === undefined ? 'without' : `shade-${shade}`}
              x={left + at * width + 1}
              y={top + day * height + 1}
              width={width - 2}
              height={height - 2}
              rx="3"
            />
          ))}
        </g>
      ))}
    </svg>
  )
}
