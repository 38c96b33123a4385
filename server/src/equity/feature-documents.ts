import type { Collection } from './feature.ts'
import { geojson, html, json, type Link, openapi } from './feature-links.ts'
import type { Box } from './feature-question.ts'

/** What of OGC API – Features – Part 1 holds here. @see OGC 17-069r4, clause 2 */
export const conformsTo = ['core', 'oas30', 'geojson'].map(
  (name) => `http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/${name}`,
)

const crs84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'

/** The landing page, from which everything else is found. */
export function landing(base: string, links: readonly Link[]): object {
  return {
    title: 'Who reaches which service, in city and countryside',
    description:
      'Areas, settlements, facilities and the gap between them, computed from the newest region. Figures of fewer than ten residents are withheld.',
    links: [
      ...links,
      { href: `${base}/api`, rel: 'service-desc', type: openapi, title: 'Definition of this API (OpenAPI 3.0)' },
      { href: `${base.replace(/\/equity\/v1$/, '')}/about/interfaces`, rel: 'service-doc', type: html, title: 'Interfaces' },
      { href: `${base}/conformance`, rel: 'conformance', type: json, title: 'What of the standard holds here' },
      { href: `${base}/collections`, rel: 'data', type: json, title: 'Collections' },
    ],
  }
}

export function collectionsDocument(base: string, all: readonly Collection[], extent: Box | undefined, links: readonly Link[]) {
  return { links, collections: all.map((one) => collectionDocument(base, one, extent, [])) }
}

/** @param links of the document itself, where it stands alone */
export function collectionDocument(base: string, one: Collection, extent: Box | undefined, links: readonly Link[]) {
  const { id, title, description } = one
  return {
    id,
    title,
    description,
    itemType: 'feature',
    crs: [crs84],
    ...(extent && { extent: { spatial: { bbox: [extent], crs: crs84 } } }),
    links: [
      ...links,
      ...(links.length === 0
        ? [{ href: `${base}/collections/${id}`, rel: 'collection', type: json, title: 'This collection' }]
        : []),
      { href: `${base}/collections/${id}/items`, rel: 'items', type: geojson, title: `${title} as GeoJSON` },
      { href: `${base}/collections/${id}/items?f=html`, rel: 'items', type: html, title: `${title} as HTML` },
    ],
  }
}
