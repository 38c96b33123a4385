import type { StyleSpecification } from 'maplibre-gl'

export type Drawing = {
  readonly areas: GeoJSON.FeatureCollection
  readonly places: GeoJSON.FeatureCollection
  readonly facilities: GeoJSON.FeatureCollection
  readonly under: GeoJSON.FeatureCollection
  readonly labels: readonly { readonly name: string; readonly position: readonly [number, number] }[]
}

/** The drawing in the colours of the page, light or dark; from the ground up. */
export function styleOf({ areas, places, facilities, under }: Drawing, page: CSSStyleDeclaration): StyleSpecification {
  const colour = (name: string) => page.getPropertyValue(`--${name}`).trim()
  const shade = [0, 1, 2, 3, 4].flatMap((place) => [place, colour(`shade-${place}`)])
  const byShade = ['match', ['get', 'shade'], ...shade, colour('sunken')] as unknown as string
  const source = (data: GeoJSON.FeatureCollection) => ({ type: 'geojson' as const, data })
  const kind = (name: string) => ['==', ['get', 'kind'], name] as unknown as true
  const line = (id: string, width: number, name: string) => ({
    id,
    type: 'line' as const,
    source: 'under',
    filter: kind(id),
    paint: { 'line-color': colour(name), 'line-width': width },
  })
  return {
    version: 8,
    sources: { areas: source(areas), places: source(places), facilities: source(facilities), under: source(under) },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour('surface') } },
      { id: 'areas', type: 'fill', source: 'areas', paint: { 'fill-color': byShade } },
      { id: 'lake', type: 'fill', source: 'under', filter: kind('lake'), paint: { 'fill-color': colour('water') } },
      line('river', 2, 'water'),
      line('road', 1.6, 'road'),
      line('lane', 0.9, 'road'),
      { id: 'borders', type: 'line', source: 'areas', paint: { 'line-color': colour('edge'), 'line-width': 1 } },
      {
        id: 'places',
        type: 'circle',
        source: 'places',
        paint: {
          'circle-color': byShade,
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 6, 2.5, 12, 8],
          'circle-stroke-color': colour('edge'),
          'circle-stroke-width': 0.6,
        },
      },
      {
        id: 'facilities',
        type: 'circle',
        source: 'facilities',
        paint: {
          'circle-color': colour('ink'),
          'circle-radius': 5,
          'circle-stroke-color': colour('surface'),
          'circle-stroke-width': 1.5,
        },
      },
    ],
  }
}
