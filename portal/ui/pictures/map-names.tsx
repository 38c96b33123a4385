import { type Box, placeNames } from './labels.ts'
import type { Frame, Spot } from './terrain.tsx'

type Props = {
  readonly names: readonly { readonly text: string; readonly spot: Spot }[]
  readonly points: readonly Spot[]
  readonly frame: Frame
  readonly taken: readonly Box[]
  readonly isLargeText: boolean
}

/** Heights of letters in units of the drawing, which a phone shows much smaller than a desk does. */
const screens = [
  { name: 'wide', size: 17, large: 21 },
  { name: 'narrow', size: 36, large: 44 },
] as const

/** Names of areas, placed once for wide screens and once for narrow ones; the style sheet shows one of the two. */
export function MapNames({ names, points, frame, taken, isLargeText }: Props) {
  return (
    <>
      {screens.map(({ name, size, large }) => {
        const height = isLargeText ? large : size
        return (
          <g key={name} class={`names ${name}`} font-size={height} text-anchor="middle">
            {placeNames(names, points, height, frame, taken).map(({ text, x, y }) => (
              <text key={`${text} ${x} ${y}`} x={x} y={y}>
                {text}
              </text>
            ))}
          </g>
        )
      })}
    </>
  )
}
