/** Rivers, roads and hills, drawn quietly under a map so that a reader finds their way. */
import type { Feature, Position } from '@datong/server/contract'

/** From the ground up; the kinds of a pack that are not among them are not drawn. */
export const drawnKinds = ['hill', 'lake', 'river', 'road', 'lane'] as const

export type DrawnKind = (typeof drawnKinds)[number]

export type Place = (position: Position) => Spot
export type Spot = readonly [x: number, y: number]
export type Frame = { readonly width: number; readonly height: number }

type Drawn = { readonly kind: DrawnKind; readonly path: string }

/** Points nearer to the one before than this, in units of the drawing, are left out. */
const least = 3

/** One path for each hill and lake, so that heights lie above each other, and one for all lines of a kind. */
export function drawFeatures(features: readonly Feature[], at: Place, frame: Frame): readonly Drawn[] {
  return drawnKinds.flatMap((kind): Drawn[] => {
    const paths = features.filter((one) => one.kind === kind).map(({ geometry }) => pathOf(geometry, at, frame))
    const kept = paths.filter((path) => path !== '')
    if (kind === 'hill' || kind === 'lake') return kept.map((path) => ({ kind, path }))
    return kept.length === 0 ? [] : [{ kind, path: kept.join('') }]
  })
}

export function Terrain({ drawn }: { drawn: readonly Drawn[] }) {
  return (
    <>
      {drawn.map(({ kind, path }) => (
        <path key={path} class={`under ${kind}`} d={path} />
      ))}
    </>
  )
}

function pathOf({ type, coordinates }: Feature['geometry'], at: Place, frame: Frame): string {
  const isArea = type.endsWith('Polygon')
  return linesIn(coordinates)
    .map((line) => thin(line.map(at)))
    .flatMap((line) => (isArea ? [line].filter((ring) => ring.length > 3 && touches(ring, frame)) : cut(line, frame)))
    .map((line) => `${relative(line)}${isArea ? 'z' : ''}`)
    .join('')
}

/** Lines and rings, however deep they lie in a geometry; points are none. */
function linesIn(coordinates: unknown): Position[][] {
  if (!Array.isArray(coordinates) || !Array.isArray(coordinates[0])) return []
  return typeof coordinates[0][0] === 'number' ? [coordinates as Position[]] : coordinates.flatMap(linesIn)
}

function thin(line: readonly Spot[]): Spot[] {
  const kept: Spot[] = []
  line.forEach((spot, i) => {
    const before = kept.at(-1)
    const isFar = before === undefined || Math.abs(before[0] - spot[0]) + Math.abs(before[1] - spot[1]) >= least
    if (isFar || i === line.length - 1) kept.push(spot)
  })
  return kept
}

/** The runs of a line that can be seen. */
function cut(line: readonly Spot[], frame: Frame): Spot[][] {
  const runs: Spot[][] = []
  line.forEach((spot, i) => {
    const before = line[i - 1]
    if (before === undefined || !touches([before, spot], frame)) return
    const run = runs.at(-1)
    if (run?.at(-1) === before) run.push(spot)
    else runs.push([before, spot])
  })
  return runs
}

function touches(spots: readonly Spot[], { width, height }: Frame): boolean {
  const [xs, ys] = [spots.map(([x]) => x), spots.map(([, y]) => y)]
  return Math.max(...xs) > 0 && Math.min(...xs) < width && Math.max(...ys) > 0 && Math.min(...ys) < height
}

/** Steps from point to point are shorter to write than the points. */
function relative(line: readonly Spot[]): string {
  const steps = line.slice(1).map(([x, y], i) => {
    const [fromX, fromY] = line[i] as Spot
    return `${x - fromX} ${y - fromY}`
  })
  return `M${(line[0] as Spot).join(' ')}l${steps.join(' ').replaceAll(' -', '-')}`
}
