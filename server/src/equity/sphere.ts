/** IUGG mean radius of the Earth in kilometres (Moritz 2000, Journal of Geodesy 74, R₁). */
const earthRadius = 6371.0088

/** Points on the unit sphere, three coordinates each: straight lines between them order like distances over ground. */
export function toUnitVectors(longitudes: Float64Array, latitudes: Float64Array): Float64Array {
  const vectors = new Float64Array(longitudes.length * 3)
  for (let i = 0; i < longitudes.length; i++) {
    const lambda = ((longitudes[i] as number) * Math.PI) / 180
    const phi = ((latitudes[i] as number) * Math.PI) / 180
    vectors[i * 3] = Math.cos(phi) * Math.cos(lambda)
    vectors[i * 3 + 1] = Math.cos(phi) * Math.sin(lambda)
    vectors[i * 3 + 2] = Math.sin(phi)
  }
  return vectors
}

/**
 * Great-circle distance from the squared chord between two unit vectors.
 *
 * @returns kilometres; `Infinity` stays `Infinity`
 * @see Sinnott (1984), Sky and Telescope 68(2): the haversine formula, of which the chord is the square root
 */
export function chordToKilometres(chordSquared: number): number {
  if (chordSquared === Number.POSITIVE_INFINITY) return chordSquared
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(chordSquared) / 2))
}

/** The squared chord of so many kilometres over ground: the inverse of `chordToKilometres`, which half the Earth's girth ends. */
export function kilometresToChord(kilometres: number): number {
  return (2 * Math.sin(Math.min(Math.PI / 2, kilometres / (2 * earthRadius)))) ** 2
}
