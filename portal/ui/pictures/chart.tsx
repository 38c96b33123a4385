/** A line over time, drawn on the server: with an interval, marks, gaps as gaps, and the last value named. */
import { scaleLinear, scaleTime } from 'd3-scale'
import { area, line } from 'd3-shape'
import type { Formats } from '../../site/formats.ts'
import { type Point, splitRuns } from './runs.ts'
import { tickHours, timeTicks } from './time-ticks.ts'

export type Line = {
  readonly name: 'main' | 'past'
  readonly points: readonly Point[]
  /** Milliseconds between readings when none is missing. */
  readonly step: number
  /** Text beside the last point. */
  readonly last?: string
}

export type ChartProps = {
  readonly title: string
  readonly unit: string
  readonly from: Date
  readonly to: Date
  readonly top: number
  readonly bottom?: number
  readonly lines: readonly Line[]
  readonly range?: readonly { readonly at: Date; readonly low: number; readonly high: number }[]
  readonly marks?: readonly { readonly value: number; readonly label: string }[]
  readonly format: Formats
}

type Size = { readonly name: 'wide' | 'narrow'; readonly width: number; readonly height: number; readonly labels: number }

const sizes: readonly Size[] = [
  { name: 'wide', width: 860, height: 340, labels: 118 },
  { name: 'narrow', width: 340, height: 300, labels: 108 },
]

export function Chart(props: ChartProps) {
  return (
    <>
      {sizes.map((size) => (
        <Drawing key={size.name} {...props} size={size} />
      ))}
    </>
  )
}

function Drawing({ size, ...props }: ChartProps & { size: Size }) {
  const { format, from, to } = props
  const scaleY = scaleLinear([props.bottom ?? 0, props.top], [size.height - 34, 34]).nice(5)
  const ticksY = scaleY.ticks(5)
  const decimals = ticksY.some((tick) => !Number.isInteger(tick)) ? 2 : 0
  const widest = Math.max(...ticksY.map((tick) => format.number(tick, decimals).length))
  const left = 14 + widest * 11
  const right = size.width - rightMargin(props)
  const x = scaleTime([from, to], [left, right])
  const y = (value: number) => Number(scaleY(value).toFixed(1))
  const at = (date: Date) => Number(x(date).toFixed(1))
  const ticksX = timeTicks(from, to, tickHours(from, to, right - left, size.labels), format)
  const shape = line<Point>(
    (point) => at(point.at),
    (point) => y(point.value),
  ).digits(1)
  const band = area<{ at: Date; low: number; high: number }>(
    (point) => at(point.at),
    (point) => y(point.low),
    (point) => y(point.high),
  ).digits(1)
  return (
    <svg
      class={`chart ${size.name}`}
      width={size.width}
      height={size.height}
      fill="none"
      stroke="currentColor"
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="img"
      aria-label={props.title}
    >
      {ticksY.map((tick) => (
        <g key={tick}>
          <path class="rule" d={`M${left} ${y(tick)}H${right}`} />
          <text class="soft" x={left - 8} y={y(tick) + 5} text-anchor="end">
            {format.number(tick, decimals)}
          </text>
        </g>
      ))}
      <text class="soft" x="2" y="16">
        {props.unit}
      </text>
      {ticksX.map((tick) => (
        <g key={tick.at.getTime()}>
          <path
            class={tick.isDay ? 'axis' : 'rule'}
            d={`M${at(tick.at)} ${y(scaleY.domain()[0] ?? 0)}v${tick.isDay ? -(size.height - 68) : 7}`}
          />
          <text
            class={tick.isDay ? 'strong' : 'soft'}
            x={at(tick.at)}
            y={size.height - 10}
            text-anchor={anchorOf(at(tick.at), left, right)}
          >
            {tick.label}
          </text>
        </g>
      ))}
      {props.range && <path class="range" d={band(props.range) ?? ''} />}
      {props.marks?.map((mark) => (
        <g key={mark.label}>
          <path class="line mark" d={`M${left} ${y(mark.value)}H${right}`} />
          <text class="halo strong" x={left + 8} y={y(mark.value) - 8}>
            {mark.label}
          </text>
        </g>
      ))}
      {props.lines.map((one) => (
        <Drawn key={one.name} line={one} shape={shape} at={at} y={y} right={right} />
      ))}
    </svg>
  )
}

type DrawnProps = {
  readonly line: Line
  readonly shape: (points: Point[]) => string | null
  readonly at: (date: Date) => number
  readonly y: (value: number) => number
  readonly right: number
}

function Drawn({ line: one, shape, at, y, right }: DrawnProps) {
  const runs = splitRuns(one.points, one.step)
  const last = one.points.at(-1)
  const isPast = one.name === 'past'
  const isAtEnd = last !== undefined && at(last.at) > right - 110
  return (
    <>
      {/* A run of one reading is a line of no length: its round end draws it as a dot. */}
      <path class={isPast ? 'line past' : 'line'} d={runs.map((run) => (shape([...run]) ?? '').replace(/Z$/, 'h0')).join('')} />
      {last && one.last && (
        <>
          <circle class={isPast ? 'dot past' : 'dot'} cx={at(last.at)} cy={y(last.value)} r="6" />
          <text
            class="halo strong"
            x={at(last.at) + (isAtEnd ? 11 : 4)}
            y={isAtEnd ? y(last.value) + 5 : Math.max(y(last.value) - 13, 34)}
          >
            {one.last}
          </text>
        </>
      )}
    </>
  )
}

/** Room for the last value, where it stands at the end of the drawing. */
function rightMargin({ lines, from, to }: ChartProps): number {
  const late = from.getTime() + (to.getTime() - from.getTime()) * 0.75
  const labels = lines.map(({ last, points }) => ((points.at(-1)?.at.getTime() ?? 0) > late ? (last ?? '') : ''))
  return 20 + Math.max(...labels.map((label) => label.length)) * 10
}

function anchorOf(x: number, left: number, right: number): 'start' | 'middle' | 'end' {
  if (x > right - 24) return 'end'
  return x < left + 12 ? 'start' : 'middle'
}
