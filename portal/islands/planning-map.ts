/** The map of planners that can be moved: the region's own boundaries, water and roads, and nobody else's tiles. */
import 'maplibre-gl/dist/maplibre-gl.css'
import { Map as LiveMap, LngLatBounds, Marker, NavigationControl, Popup, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { type Drawing, styleOf } from './planning-style.ts'

setWorkerUrl(workerUrl)

type Options = {
  /** Where the drawing comes from. */
  readonly address: string
  /** Called with the place that somebody presses on, in degrees; without it, a press tells what is there. */
  readonly onPick?: (position: readonly [number, number]) => void
}

/** @returns undefined where the browser cannot draw it: then what is there without it stays */
export async function drawMap(holder: HTMLElement, { address, onPick }: Options): Promise<HTMLElement | undefined> {
  const answer = await fetch(address)
  if (!answer.ok) return undefined
  const drawing = (await answer.json()) as Drawing
  const box = document.createElement('div')
  box.className = 'live-map'
  box.setAttribute('role', 'region')
  box.setAttribute('aria-label', holder.dataset.label ?? '')
  holder.append(box)
  try {
    const map = new LiveMap({
      container: box,
      bounds: boundsOf(drawing),
      fitBoundsOptions: { padding: 24 },
      attributionControl: false,
      cooperativeGestures: true,
      style: styleOf(drawing, getComputedStyle(document.documentElement)),
    })
    map.addControl(new NavigationControl({ showCompass: false }))
    map.addControl(new ScaleControl())
    for (const { name, position } of drawing.labels) addLabel(map, name, position)
    if (onPick) pickOnPress(map, onPick)
    else tellOnPress(map)
    map.once('idle', () => {
      box.dataset.drawn = 'yes'
    })
    return box
  } catch {
    // Without WebGL there is no such map; the picture and the table hold the same.
    box.remove()
    return undefined
  }
}

function boundsOf({ areas, places, facilities }: Drawing): LngLatBounds {
  const bounds = new LngLatBounds()
  const walk = (nested: unknown): void => {
    if (!Array.isArray(nested)) return
    if (typeof nested[0] === 'number') bounds.extend([nested[0], nested[1] as number])
    else nested.forEach(walk)
  }
  for (const { features } of [areas, places, facilities])
    for (const { geometry } of features) if ('coordinates' in geometry) walk(geometry.coordinates)
  return bounds
}

/** Names are part of the page, not of the drawing: no fonts have to be fetched, and they grow with the text. */
function addLabel(map: LiveMap, name: string, position: readonly [number, number]): void {
  const element = document.createElement('span')
  element.className = 'map-label'
  element.textContent = name
  new Marker({ element }).setLngLat([...position]).addTo(map)
}

/** What is pressed on is marked, and stays so until the next press. */
function pickOnPress(map: LiveMap, onPick: NonNullable<Options['onPick']>): void {
  const element = document.createElement('span')
  element.className = 'map-pin'
  const marker = new Marker({ element })
  map.getCanvas().style.cursor = 'crosshair'
  map.on('click', ({ lngLat }) => {
    marker.setLngLat(lngLat).addTo(map)
    onPick([lngLat.lng, lngLat.lat])
  })
}

function tellOnPress(map: LiveMap): void {
  for (const layer of ['places', 'areas', 'facilities']) {
    map.on('click', layer, ({ features, lngLat }) => {
      const { name, value } = (features?.[0]?.properties ?? {}) as { name?: string; value?: string }
      if (name === undefined) return
      const text = value === undefined ? name : `${name} · ${value}`
      new Popup({ closeButton: false }).setLngLat(lngLat).setText(text).addTo(map)
    })
  }
}
