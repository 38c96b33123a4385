/** Links as the OGC API has them, and the media types of what they lead to. */
export type Link = {
  readonly href: string
  readonly rel: string
  readonly type?: string
  readonly title?: string
}

export const json = 'application/json'
export const geojson = 'application/geo+json'
export const html = 'text/html'
export const openapi = 'application/vnd.oai.openapi+json;version=3.0'

/** The one of two forms a document comes in, and the way to the other. */
export type Form = 'json' | 'html'

/**
 * `self` and `alternate`, as every document has them.
 *
 * @param url of the request, absolute
 * @param type of the form for programs
 */
export function selfLinks(url: URL, form: Form, type: string): Link[] {
  const other = new URL(url)
  other.searchParams.set('f', form === 'json' ? 'html' : 'json')
  const [here, there] = form === 'json' ? [type, html] : [html, type]
  return [
    { href: url.href, rel: 'self', type: here, title: 'This document' },
    { href: other.href, rel: 'alternate', type: there, title: `This document as ${form === 'json' ? 'HTML' : 'JSON'}` },
  ]
}
