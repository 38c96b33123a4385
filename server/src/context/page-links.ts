import type { FastifyReply } from 'fastify'

export type Page = { readonly limit: number; readonly offset: number; readonly hasNext: boolean }

/** Link headers to the pages before and after (GS CIM 009, 6.3.10). */
export function pageLinks(reply: FastifyReply, address: string, { limit, offset, hasNext }: Page): void {
  const links: string[] = []
  const link = (to: number, relation: string) =>
    links.push(`<${addressWith(address, limit, to)}>;rel="${relation}";type="application/ld+json"`)
  if (offset > 0) link(Math.max(0, offset - limit), 'prev')
  if (hasNext && limit > 0) link(offset + limit, 'next')
  if (links.length > 0) reply.header('link', links.join(', '))
}

/** The address as it came, but for where the page lies: every page has such links, and to parse and write a URL takes long. */
function addressWith(address: string, limit: number, offset: number): string {
  const [path = '', query = ''] = address.replace(/[<>"]/g, encodeURIComponent).split('?', 2)
  const parameters = query.split('&').filter((parameter) => parameter !== '')
  put(parameters, 'limit', limit)
  put(parameters, 'offset', offset)
  return `${path.replace(/\/+$/, '')}?${parameters.join('&')}`
}

function put(parameters: string[], name: string, value: number): void {
  const at = parameters.findIndex((parameter) => parameter.startsWith(`${name}=`))
  parameters.splice(at === -1 ? parameters.length : at, 1, `${name}=${value}`)
}
